package io.relance.datamart;

import io.relance.contact.Contact;
import io.relance.contact.ContactFields;
import io.relance.contact.Contacts;
import io.relance.core.Rejected;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

/** Settings, tables: what there is, one table with its rows, and a contact's own rows. */
@Controller
class TablePages {

  private static final int SAMPLE = 20;

  private final Tables tables;
  private final Catalogue catalogue;
  private final TableRows rows;
  private final ContactAnswers answers;
  private final Belongings belongings;
  private final Contacts contacts;
  private final ContactFields fields;
  private final Uploads uploads;
  private final Feeds feeds;

  TablePages(
      Tables tables,
      Catalogue catalogue,
      TableRows rows,
      ContactAnswers answers,
      Belongings belongings,
      Contacts contacts,
      ContactFields fields,
      Uploads uploads,
      Feeds feeds) {
    this.tables = tables;
    this.catalogue = catalogue;
    this.rows = rows;
    this.answers = answers;
    this.belongings = belongings;
    this.contacts = contacts;
    this.fields = fields;
    this.uploads = uploads;
    this.feeds = feeds;
  }

  @ModelAttribute("types")
  ColumnType[] types() {
    return ColumnType.values();
  }

  @ModelAttribute("functions")
  Function[] functions() {
    return Function.values();
  }

  @ModelAttribute("operators")
  Operator[] operators() {
    return Operator.values();
  }

  @GetMapping("/settings/tables")
  String list(Model model) {
    List<Table> all = catalogue.tables();
    List<Aggregate> aggregates = catalogue.aggregates();
    Map<String, Tables.Size> counts = new LinkedHashMap<>();
    all.forEach(table -> counts.put(table.name(), tables.size(table.name())));
    model.addAttribute("tables", all);
    model.addAttribute("counts", counts);
    model.addAttribute("formulas", catalogue.formulas());
    List<String> comparable = new ArrayList<>(aggregates.stream().map(Aggregate::name).toList());
    new ContactValues(fields.all()).all().keySet().forEach(it -> comparable.add(Rule.CONTACT + it));
    model.addAttribute("comparable", comparable);
    return "datamart/list";
  }

  @GetMapping("/settings/tables/{name}")
  String table(
      @PathVariable String name,
      @RequestParam(defaultValue = "") String contact,
      @RequestParam(required = false) @Nullable String cursor,
      Model model) {
    Table table = tables.named(name);
    List<Aggregate> all = catalogue.aggregates();
    Questions questions = catalogue.questions(all);
    model.addAttribute("table", table);
    Tables.Size size = tables.size(name);
    model.addAttribute("size", size);
    model.addAttribute("count", size.rows());
    model.addAttribute("uploads", uploads.newest(table, 5));
    model.addAttribute("feeds", feeds.of(table));
    model.addAttribute("misfits", feeds.misfits(name, 1).size());
    model.addAttribute("page", rows.read(table, null, cursor, SAMPLE));
    model.addAttribute("cursor", cursor);
    model.addAttribute("aggregates", all.stream().filter(one -> one.table().equals(name)).toList());
    model.addAttribute("paths", questions.paths(name));
    model.addAttribute("timed", questions.time(name).isPresent());
    model.addAttribute("others", catalogue.tables());
    model.addAttribute("contact", contact.strip());
    Optional<Contact> example =
        contact.isBlank() ? Optional.empty() : contacts.byExternalId(contact.strip());
    model.addAttribute("example", example.orElse(null));
    example.ifPresent(one -> model.addAttribute("values", values(one)));
    return "datamart/table";
  }

  @GetMapping("/contacts/{externalId}/tables")
  String ofContact(@PathVariable String externalId, Model model) {
    Contact contact =
        contacts
            .byExternalId(externalId)
            .orElseThrow(
                () ->
                    new Rejected(
                        404,
                        "contact-not-found",
                        "There is no contact with the external id '" + externalId + "'."));
    model.addAttribute("contact", contact);
    model.addAttribute("own", belongings.of(contact.id(), SAMPLE));
    model.addAttribute("aggregates", catalogue.aggregates());
    model.addAttribute("formulas", catalogue.formulas());
    model.addAttribute("values", values(contact));
    return "datamart/contact";
  }

  private Map<String, Object> values(Contact contact) {
    return answers.of(List.of(contact.id()), Set.<String>of()).getOrDefault(contact.id(), Map.of());
  }
}
