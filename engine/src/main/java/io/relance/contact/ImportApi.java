package io.relance.contact;

import de.siegmar.fastcsv.writer.CsvWriter;
import io.relance.contact.ContactImports.RejectedRow;
import io.relance.core.Rejected;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;

/** Imports of CSV files over HTTP. */
@RestController
@RequestMapping("/api/imports")
class ImportApi {

  private static final int PAGE = 1000;

  private final ContactImports imports;

  ImportApi(ContactImports imports) {
    this.imports = imports;
  }

  record View(
      UUID id,
      String state,
      long read,
      long created,
      long changed,
      long unchanged,
      long rejected,
      String rejectedRows,
      String link,
      String fileName,
      boolean dryRun,
      long totalBytes,
      long doneBytes,
      @Nullable String failure,
      Instant startedAt,
      @Nullable Instant endedAt) {

    static View of(ContactImport one) {
      String link = "/api/imports/" + one.id();
      return new View(
          one.id(),
          one.state(),
          one.read(),
          one.created(),
          one.changed(),
          one.unchanged(),
          one.rejected(),
          link + "/rejected",
          link,
          one.fileName(),
          one.dryRun(),
          one.totalBytes(),
          one.doneBytes(),
          one.failure(),
          one.startedAt(),
          one.endedAt());
    }
  }

  record Items(List<View> items, @Nullable String next) {}

  @PostMapping(consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
  ResponseEntity<View> upload(
      @RequestParam MultipartFile file,
      @RequestParam Map<String, String> parameters,
      @Nullable Principal principal)
      throws IOException {
    String name = file.getOriginalFilename();
    try (InputStream body = file.getInputStream()) {
      return start(body, name == null ? "" : name, parameters, principal);
    }
  }

  @PostMapping(consumes = "text/csv")
  ResponseEntity<View> send(
      @RequestParam Map<String, String> parameters,
      HttpServletRequest request,
      @Nullable Principal principal)
      throws IOException {
    Map<String, String> all = new LinkedHashMap<>(parameters);
    MediaType type = MediaType.parseMediaType(String.valueOf(request.getContentType()));
    if (type.getParameter("charset") != null) {
      all.putIfAbsent("encoding", String.valueOf(type.getParameter("charset")).replace("\"", ""));
    }
    return start(request.getInputStream(), "", all, principal);
  }

  private ResponseEntity<View> start(
      InputStream body,
      String name,
      Map<String, String> parameters,
      @Nullable Principal principal) {
    ContactImport started =
        imports.start(
            body,
            ImportRequest.of(name, parameters),
            principal == null ? "api" : principal.getName());
    View view = View.of(started);
    return ResponseEntity.accepted().location(URI.create(view.link())).body(view);
  }

  @GetMapping
  Items list(
      @RequestParam(required = false) @Nullable String cursor,
      @RequestParam(defaultValue = "50") int limit) {
    int size = ContactApi.within(limit);
    List<View> found =
        imports.newest(size + 1, cursor == null ? null : id(cursor)).stream()
            .map(View::of)
            .toList();
    return found.size() <= size
        ? new Items(found, null)
        : new Items(found.subList(0, size), found.get(size - 1).id().toString());
  }

  @GetMapping("/{id}")
  View read(@PathVariable String id) {
    return View.of(imports.named(id(id)));
  }

  @PostMapping("/{id}/pause")
  View pause(@PathVariable String id) {
    return View.of(imports.pause(id(id)));
  }

  @PostMapping("/{id}/resume")
  View resume(@PathVariable String id) {
    return View.of(imports.resume(id(id)));
  }

  @GetMapping("/{id}/rejected")
  void rejected(@PathVariable String id, HttpServletResponse response) throws IOException {
    UUID importId = imports.named(id(id)).id();
    response.setContentType("text/csv");
    response.setCharacterEncoding(StandardCharsets.UTF_8.name());
    response.setHeader(
        HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"rejected-" + importId + ".csv\"");
    CsvWriter csv = CsvWriter.builder().build(response.getWriter());
    csv.writeRecord("line", "reason", "row");
    long line = 0;
    List<RejectedRow> page = imports.rejected(importId, line, PAGE);
    while (!page.isEmpty()) {
      for (RejectedRow row : page) {
        line = row.line();
        csv.writeRecord(String.valueOf(line), SafeCell.of(row.reason()), SafeCell.of(row.row()));
      }
      page = imports.rejected(importId, line, PAGE);
    }
    csv.flush();
  }

  private static UUID id(String text) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      throw new Rejected(404, "import-not-found", "There is no import '" + text + "'.");
    }
  }
}
