package io.relance.contact;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** What the buttons that download something of contacts do. */
@Controller
class ExportActions {

  private final ContactExport export;
  private final AccessExport access;

  ExportActions(ContactExport export, AccessExport access) {
    this.export = export;
    this.access = access;
  }

  @PostMapping("/contacts/export")
  void everyone(@RequestParam Map<String, String> form, HttpServletResponse response)
      throws IOException {
    export.send(ContactExport.Wanted.of(form), response);
  }

  /** What is kept of one person, for that person. */
  @PostMapping("/contacts/{externalId}/access")
  void access(
      @PathVariable String externalId,
      @RequestParam(defaultValue = "json") String format,
      HttpServletResponse response)
      throws IOException {
    access.send(externalId, format, response);
  }
}
