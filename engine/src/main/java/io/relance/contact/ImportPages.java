package io.relance.contact;

import io.relance.core.Rejected;
import io.relance.report.ImportList;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/** The form to import a CSV file, the mapping of its columns, and how far each import is. */
@Controller
class ImportPages {

  private static final int SHOWN = 100;

  /** In which files come, besides the one that was found. */
  private static final List<String> ENCODINGS =
      List.of(
          "UTF-8",
          "windows-1252",
          "ISO-8859-1",
          "ISO-8859-15",
          "UTF-16LE",
          "UTF-16BE",
          "IBM850",
          "x-MacRoman");

  private final ImportList list;
  private final ContactImports imports;
  private final ImportDrafts drafts;
  private final ContactFields fields;
  private final ComplaintWords words;

  ImportPages(
      ImportList list,
      ContactImports imports,
      ImportDrafts drafts,
      ContactFields fields,
      ComplaintWords words) {
    this.list = list;
    this.imports = imports;
    this.drafts = drafts;
    this.fields = fields;
    this.words = words;
  }

  @GetMapping("/contacts/import")
  String form(Model model) {
    model.addAttribute("imports", list.newest(20));
    return "contact/import";
  }

  @GetMapping("/contacts/imports/{id}")
  String one(@PathVariable UUID id, Model model, Locale locale) {
    fill(id, model, locale);
    if (imports.named(id).state().equals("draft")) {
      map(id, model, locale);
      return "contact/mapping";
    }
    return "contact/progress";
  }

  /** The part that htmx fetches again until the import is over. */
  @GetMapping("/contacts/imports/{id}/state")
  String state(@PathVariable UUID id, Model model, Locale locale, HttpServletResponse response) {
    fill(id, model, locale);
    if (imports.named(id).state().equals("draft")) {
      // A dry run has come to its end: its counts stand where the import is begun.
      response.setHeader("HX-Redirect", "/contacts/imports/" + id);
    }
    return "contact/progress :: state";
  }

  /** A row that was refused, in words. */
  record Refusal(long line, String reason, String row) {}

  /** How many rows were refused for a reason, in words. */
  record Reason(String reason, long rows) {}

  private void fill(UUID id, Model model, Locale locale) {
    ImportList.Import found =
        list.byId(id)
            .orElseThrow(() -> new Rejected(404, "import-not-found", "There is no such import."));
    model.addAttribute("run", found);
    model.addAttribute("rehearsal", imports.named(id).dryRun());
    model.addAttribute("rehearsedAt", imports.named(id).rehearsedAt());
    model.addAttribute("language", locale.getLanguage());
    model.addAttribute(
        "rejections",
        imports.refused(id, 0, SHOWN).stream()
            .map(
                row ->
                    new Refusal(
                        row.line(), words.of(row.complaints(), row.reason(), locale), row.row()))
            .toList());
    model.addAttribute(
        "reasons",
        imports.refusals(id).stream()
            .map(
                one ->
                    new Reason(
                        words.ofKind(one.code(), one.field() == null ? "" : one.field(), locale),
                        one.rows()))
            .toList());
  }

  /** A cell of the preview, in words. */
  record Shown(String text, boolean said, String value, String complaint) {}

  /** A row of the preview, in words. */
  record Line(long line, List<Shown> cells, String complaint) {}

  private void map(UUID id, Model model, Locale locale) {
    ImportPreview preview = drafts.preview(id, Map.of());
    model.addAttribute("preview", preview);
    model.addAttribute("choices", preview.choices());
    model.addAttribute("fields", fields.all());
    model.addAttribute("types", ImportRequest.NEW_TYPES);
    model.addAttribute(
        "encodings",
        Stream.concat(ENCODINGS.stream(), Stream.of(preview.encoding()))
            .filter(Charset::isSupported)
            .distinct()
            .toList());
    model.addAttribute(
        "problems", preview.problems().stream().map(one -> words.of(one, locale)).toList());
    model.addAttribute("lines", preview.rows().stream().map(row -> line(row, locale)).toList());
    model.addAttribute(
        "consents",
        Stream.of(preview.choices().getOrDefault("consent", "").split(","))
            .map(one -> one.split(":", 2)[0])
            .toList());
  }

  private Line line(ImportPreview.Row row, Locale locale) {
    List<Shown> cells = new ArrayList<>();
    for (ImportPreview.Cell cell : row.cells()) {
      cells.add(
          new Shown(
              cell.text(),
              cell.said(),
              cell.value() == null ? "" : cell.value(),
              cell.complaint() == null ? "" : words.of(cell.complaint(), locale)));
    }
    boolean whole = row.complaints().stream().anyMatch(one -> one.field() == null);
    return new Line(row.line(), cells, whole ? words.of(row.complaints(), "", locale) : "");
  }
}
