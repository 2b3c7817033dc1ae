package io.relance.contact;

import de.siegmar.fastcsv.writer.CsvWriter;
import io.relance.contact.ContactImports.Refused;
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
import java.util.Locale;
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
  private final ImportDrafts drafts;
  private final ComplaintWords words;

  ImportApi(ContactImports imports, ImportDrafts drafts, ComplaintWords words) {
    this.imports = imports;
    this.drafts = drafts;
    this.words = words;
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
      @Nullable Instant endedAt,
      @Nullable Instant rehearsedAt) {

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
          one.endedAt(),
          one.rehearsedAt());
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
    return start(request.getInputStream(), "", withCharset(parameters, request), principal);
  }

  private static Map<String, String> withCharset(
      Map<String, String> parameters, HttpServletRequest request) {
    Map<String, String> all = new LinkedHashMap<>(parameters);
    MediaType type = MediaType.parseMediaType(String.valueOf(request.getContentType()));
    if (type.getParameter("charset") != null) {
      all.putIfAbsent("encoding", String.valueOf(type.getParameter("charset")).replace("\"", ""));
    }
    return all;
  }

  /** Takes a file in and imports nothing yet: it is looked at, mapped and tried first. */
  @PostMapping(value = "/drafts", consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
  ResponseEntity<View> uploadDraft(
      @RequestParam MultipartFile file,
      @RequestParam Map<String, String> parameters,
      @Nullable Principal principal)
      throws IOException {
    String name = file.getOriginalFilename();
    try (InputStream body = file.getInputStream()) {
      return kept(drafts.upload(body, name == null ? "" : name, parameters, name(principal)));
    }
  }

  @PostMapping(value = "/drafts", consumes = "text/csv")
  ResponseEntity<View> sendDraft(
      @RequestParam Map<String, String> parameters,
      HttpServletRequest request,
      @Nullable Principal principal)
      throws IOException {
    return kept(
        drafts.upload(
            request.getInputStream(), "", withCharset(parameters, request), name(principal)));
  }

  private static ResponseEntity<View> kept(ContactImport draft) {
    View view = View.of(draft);
    return ResponseEntity.created(URI.create(view.link())).body(view);
  }

  /** How a draft would be read: what was found, its columns, and what becomes of its first rows. */
  @GetMapping("/{id}/preview")
  ImportPreview preview(@PathVariable String id, @RequestParam Map<String, String> parameters) {
    return drafts.preview(id(id), parameters);
  }

  /** Counts what an import would do over the whole file; the draft waits again afterwards. */
  @PostMapping("/{id}/rehearse")
  ResponseEntity<View> rehearse(
      @PathVariable String id,
      @RequestParam Map<String, String> parameters,
      @Nullable Principal principal) {
    return ResponseEntity.accepted()
        .body(View.of(drafts.rehearse(id(id), parameters, name(principal))));
  }

  @PostMapping("/{id}/start")
  ResponseEntity<View> begin(
      @PathVariable String id,
      @RequestParam Map<String, String> parameters,
      @Nullable Principal principal) {
    return ResponseEntity.accepted()
        .body(View.of(drafts.begin(id(id), parameters, name(principal))));
  }

  @PostMapping("/{id}/cancel")
  View cancel(@PathVariable String id) {
    return View.of(imports.cancel(id(id)));
  }

  record Reasons(List<ContactImports.Refusals> items, @Nullable String next) {}

  /** How many rows were refused for what reason. */
  @GetMapping("/{id}/reasons")
  Reasons reasons(@PathVariable String id) {
    return new Reasons(imports.refusals(imports.named(id(id)).id()), null);
  }

  private static String name(@Nullable Principal principal) {
    return principal == null ? "api" : principal.getName();
  }

  private ResponseEntity<View> start(
      InputStream body,
      String name,
      Map<String, String> parameters,
      @Nullable Principal principal) {
    ContactImport started =
        imports.start(body, ImportRequest.of(name, parameters), name(principal));
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

  /**
   * The rows that were refused, as a file.
   *
   * @param language of the reasons: {@code en} or {@code fr}; the codes are the same in all
   */
  @GetMapping("/{id}/rejected")
  void rejected(
      @PathVariable String id,
      @RequestParam(defaultValue = "en") String language,
      HttpServletResponse response)
      throws IOException {
    UUID importId = imports.named(id(id)).id();
    Locale locale = language.equals("fr") ? Locale.FRENCH : Locale.ENGLISH;
    response.setContentType("text/csv");
    response.setCharacterEncoding(StandardCharsets.UTF_8.name());
    response.setHeader(
        HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"rejected-" + importId + ".csv\"");
    CsvWriter csv = CsvWriter.builder().build(response.getWriter());
    csv.writeRecord("line", "reason", "row", "code", "field");
    long line = 0;
    List<Refused> page = imports.refused(importId, line, PAGE);
    while (!page.isEmpty()) {
      for (Refused row : page) {
        line = row.line();
        csv.writeRecord(
            String.valueOf(line),
            SafeCell.of(words.of(row.complaints(), row.reason(), locale)),
            SafeCell.of(row.row()),
            row.complaints().isEmpty() ? "" : row.complaints().get(0).code(),
            row.complaints().isEmpty() || row.complaints().get(0).field() == null
                ? ""
                : SafeCell.of(String.valueOf(row.complaints().get(0).field())));
      }
      page = imports.refused(importId, line, PAGE);
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
