package io.relance.contact;

import io.relance.core.Rejected;
import io.relance.report.ImportList;
import java.util.UUID;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/** The form to import a CSV file, and how far each import is. */
@Controller
class ImportPages {

  private static final int SHOWN = 100;

  private final ImportList imports;

  ImportPages(ImportList imports) {
    this.imports = imports;
  }

  @GetMapping("/contacts/import")
  String form(Model model) {
    model.addAttribute("imports", imports.newest(20));
    return "contact/import";
  }

  @GetMapping("/contacts/imports/{id}")
  String progress(@PathVariable UUID id, Model model) {
    fill(id, model);
    return "contact/progress";
  }

  /** The part that htmx fetches again until the import is over. */
  @GetMapping("/contacts/imports/{id}/state")
  String state(@PathVariable UUID id, Model model) {
    fill(id, model);
    return "contact/progress :: state";
  }

  private void fill(UUID id, Model model) {
    ImportList.Import found =
        imports
            .byId(id)
            .orElseThrow(() -> new Rejected(404, "import-not-found", "There is no such import."));
    model.addAttribute("run", found);
    model.addAttribute("rejections", imports.rejections(id, SHOWN));
  }
}
