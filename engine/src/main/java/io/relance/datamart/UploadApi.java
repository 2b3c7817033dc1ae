package io.relance.datamart;

import de.siegmar.fastcsv.writer.CsvWriter;
import io.relance.contact.SafeCell;
import io.relance.datamart.Uploads.RefusedRow;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
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

/** Files that are read into tables in the background, over HTTP. */
@RestController
@RequestMapping("/api/tables/{name}/uploads")
class UploadApi {

  private static final int PAGE = 1000;
  private static final int NEWEST = 100;

  private final Tables tables;
  private final Uploads uploads;
  private final Said said;

  UploadApi(Tables tables, Uploads uploads, Said said) {
    this.tables = tables;
    this.uploads = uploads;
    this.said = said;
  }

  /** An upload as callers see it. */
  record UploadView(
      UUID id,
      String state,
      String fileName,
      long totalBytes,
      long doneBytes,
      long read,
      long created,
      long changed,
      long unchanged,
      long refused,
      String refusedRows,
      String link,
      @Nullable String failure,
      String startedBy,
      Instant startedAt,
      @Nullable Instant endedAt) {

    static UploadView of(Upload one) {
      String link = "/api/tables/%s/uploads/%s".formatted(one.table(), one.id());
      return new UploadView(
          one.id(),
          one.state(),
          one.fileName(),
          one.totalBytes(),
          one.doneBytes(),
          one.read(),
          one.created(),
          one.changed(),
          one.unchanged(),
          one.refused(),
          link + "/refused",
          link,
          one.failure(),
          one.startedBy(),
          one.startedAt(),
          one.endedAt());
    }
  }

  record UploadItems(List<UploadView> items) {}

  @GetMapping
  UploadItems newest(@PathVariable String name) {
    return new UploadItems(
        uploads.newest(tables.named(name), NEWEST).stream().map(UploadView::of).toList());
  }

  @PostMapping(consumes = "text/csv")
  ResponseEntity<UploadView> send(
      @PathVariable String name,
      @RequestParam(defaultValue = "") String fileName,
      HttpServletRequest request,
      @Nullable Principal who)
      throws IOException {
    return start(name, request.getInputStream(), fileName, who);
  }

  @PostMapping(consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
  ResponseEntity<UploadView> upload(
      @PathVariable String name, @RequestParam MultipartFile file, @Nullable Principal who)
      throws IOException {
    String fileName = file.getOriginalFilename();
    try (InputStream body = file.getInputStream()) {
      return start(name, body, fileName == null ? "" : fileName, who);
    }
  }

  private ResponseEntity<UploadView> start(
      String name, InputStream body, String fileName, @Nullable Principal who) {
    UploadView view =
        UploadView.of(
            uploads.start(tables.named(name), body, fileName, who == null ? "api" : who.getName()));
    return ResponseEntity.accepted().location(URI.create(view.link())).body(view);
  }

  @GetMapping("/{id}")
  UploadView read(@PathVariable String name, @PathVariable String id) {
    return UploadView.of(uploads.named(tables.named(name), id(id)));
  }

  @PostMapping("/{id}/pause")
  UploadView pause(@PathVariable String name, @PathVariable String id) {
    return UploadView.of(uploads.pause(tables.named(name), id(id)));
  }

  @PostMapping("/{id}/resume")
  UploadView resume(@PathVariable String name, @PathVariable String id) {
    return UploadView.of(uploads.resume(tables.named(name), id(id)));
  }

  /** The rows that were not stored, as a file in the reader's language. */
  @GetMapping("/{id}/refused")
  void refused(
      @PathVariable String name,
      @PathVariable String id,
      Locale locale,
      HttpServletResponse response)
      throws IOException {
    UUID upload = uploads.named(tables.named(name), id(id)).id();
    response.setContentType("text/csv");
    response.setCharacterEncoding(StandardCharsets.UTF_8.name());
    response.setHeader(
        HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"refused-" + upload + ".csv\"");
    CsvWriter csv = CsvWriter.builder().build(response.getWriter());
    csv.writeRecord("line", "column", "reason", "row");
    List<RefusedRow> page = uploads.refused(upload, 0, 0, PAGE);
    while (!page.isEmpty()) {
      for (RefusedRow row : page) {
        csv.writeRecord(
            String.valueOf(row.line()),
            SafeCell.of(row.field()),
            SafeCell.of(said.refused(row.rule(), row.about(), locale)),
            SafeCell.of(row.row()));
      }
      RefusedRow last = page.get(page.size() - 1);
      page = uploads.refused(upload, last.line(), last.id(), PAGE);
    }
    csv.flush();
  }

  private static UUID id(String text) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      throw Uploads.unknown(text);
    }
  }
}
