package io.relance.contact;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Contacts as a CSV file, and everything of one contact, over HTTP. */
@RestController
class ExportApi {

  private final ContactExport export;
  private final AccessExport access;

  ExportApi(ContactExport export, AccessExport access) {
    this.export = export;
    this.access = access;
  }

  /** What is kept of one person: JSON, or a ZIP archive of CSV files. */
  @GetMapping("/api/contacts/{externalId}/access")
  void access(
      @PathVariable String externalId,
      @RequestParam(defaultValue = "json") String format,
      HttpServletResponse response)
      throws IOException {
    access.send(externalId, format, response);
  }

  @GetMapping("/api/contacts/export")
  void export(
      @RequestParam(defaultValue = "everyone") String of,
      @RequestParam(defaultValue = "comma") String delimiter,
      @RequestParam(defaultValue = "false") String bom,
      HttpServletResponse response)
      throws IOException {
    export.send(
        ContactExport.Wanted.of(Map.of("of", of, "delimiter", delimiter, "bom", bom)), response);
  }
}
