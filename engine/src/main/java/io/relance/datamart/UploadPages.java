package io.relance.datamart;

import io.relance.core.Rejected;
import java.io.IOException;
import java.io.InputStream;
import java.security.Principal;
import java.util.Locale;
import java.util.UUID;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Takes a file into a table, and shows how far it is read. */
@Controller
class UploadPages {

  private static final String TABLE = "redirect:/settings/tables/";
  private static final int SHOWN = 100;

  private final Tables tables;
  private final Uploads uploads;
  private final Said said;

  UploadPages(Tables tables, Uploads uploads, Said said) {
    this.tables = tables;
    this.uploads = uploads;
    this.said = said;
  }

  /** A row that was not stored, as the page shows it. */
  record Shown(long line, String field, String reason, String row) {}

  @PostMapping("/settings/tables/{name}/uploads")
  String start(
      @PathVariable String name,
      @RequestParam MultipartFile file,
      Principal who,
      Locale locale,
      RedirectAttributes after)
      throws IOException {
    Table table = tables.named(name);
    String fileName = file.getOriginalFilename();
    try (InputStream body = file.getInputStream()) {
      Upload upload = uploads.start(table, body, fileName == null ? "" : fileName, who.getName());
      return page(upload);
    } catch (Rejected no) {
      after.addFlashAttribute("flashProblem", said.problem(no, locale));
      return TABLE + table.name();
    }
  }

  @GetMapping("/settings/tables/{name}/uploads/{id}")
  String progress(@PathVariable String name, @PathVariable UUID id, Locale locale, Model model) {
    fill(name, id, locale, model);
    return "datamart/upload";
  }

  /** The part that htmx fetches again until the upload is over. */
  @GetMapping("/settings/tables/{name}/uploads/{id}/state")
  String state(@PathVariable String name, @PathVariable UUID id, Locale locale, Model model) {
    fill(name, id, locale, model);
    return "datamart/upload :: state";
  }

  private void fill(String name, UUID id, Locale locale, Model model) {
    Table table = tables.named(name);
    model.addAttribute("table", table);
    model.addAttribute("run", uploads.named(table, id));
    model.addAttribute(
        "refusals",
        uploads.refused(id, 0, 0, SHOWN).stream()
            .map(
                row ->
                    new Shown(
                        row.line(),
                        row.field(),
                        said.refused(row.rule(), row.about(), locale),
                        row.row()))
            .toList());
  }

  @PostMapping("/settings/tables/{name}/uploads/{id}/pause")
  String pause(
      @PathVariable String name, @PathVariable UUID id, Locale locale, RedirectAttributes after) {
    return attempt(() -> uploads.pause(tables.named(name), id), name, id, locale, after);
  }

  @PostMapping("/settings/tables/{name}/uploads/{id}/resume")
  String resume(
      @PathVariable String name, @PathVariable UUID id, Locale locale, RedirectAttributes after) {
    return attempt(() -> uploads.resume(tables.named(name), id), name, id, locale, after);
  }

  /** It may be over by now: that is told on its page, not on an error page. */
  private String attempt(
      Runnable deed, String name, UUID id, Locale locale, RedirectAttributes after) {
    try {
      deed.run();
    } catch (Rejected no) {
      after.addFlashAttribute("flashProblem", said.problem(no, locale));
    }
    return page(uploads.named(tables.named(name), id));
  }

  private static String page(Upload upload) {
    return TABLE + upload.table() + "/uploads/" + upload.id();
  }
}
