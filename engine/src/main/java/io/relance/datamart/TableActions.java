package io.relance.datamart;

import io.relance.core.Rejected;
import io.relance.datamart.NewAggregate.NewFilter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** What the forms on the pages of tables do. */
@Controller
class TableActions {

  private static final String LIST = "/settings/tables";

  private final Tables tables;
  private final Values values;
  private final Catalogue catalogue;
  private final Said said;

  TableActions(Tables tables, Values values, Catalogue catalogue, Said said) {
    this.tables = tables;
    this.values = values;
    this.catalogue = catalogue;
    this.said = said;
  }

  private interface Deed {
    void run();
  }

  @PostMapping("/settings/tables")
  String create(
      @RequestParam Map<String, String> given,
      @RequestParam(name = "column", defaultValue = "") List<String> names,
      @RequestParam(name = "type", defaultValue = "") List<String> types,
      Locale locale,
      RedirectAttributes after) {
    String name = given.getOrDefault("name", "").strip();
    String belongs = given.getOrDefault("belongs", "contact");
    boolean ofTable = belongs.startsWith("table:");
    List<NewColumn> columns = new ArrayList<>();
    for (int i = 0; i < Math.min(names.size(), types.size()); i++) {
      if (!names.get(i).isBlank()) {
        columns.add(new NewColumn(names.get(i), types.get(i), null, null));
      }
    }
    NewTable wanted =
        new NewTable(
            name,
            labels(given),
            ofTable ? "table" : belongs,
            ofTable ? belongs.substring("table:".length()) : null,
            given.get("time"),
            columns);
    boolean done = attempt(() -> tables.create(wanted), "created", name, given, locale, after);
    return "redirect:" + (done ? LIST + "/" + name : LIST);
  }

  @PostMapping("/settings/tables/{name}")
  String change(
      @PathVariable String name,
      @RequestParam Map<String, String> given,
      Locale locale,
      RedirectAttributes after) {
    attempt(
        () -> tables.change(name, labels(given), given.getOrDefault("time", "")),
        "changed",
        name,
        Map.of(),
        locale,
        after);
    return "redirect:" + LIST + "/" + tables.named(name).name();
  }

  @PostMapping("/settings/tables/{name}/drop")
  String drop(@PathVariable String name, Locale locale, RedirectAttributes after) {
    boolean done = attempt(() -> tables.drop(name, true), "dropped", name, Map.of(), locale, after);
    return "redirect:" + (done ? LIST : LIST + "/" + tables.named(name).name());
  }

  @PostMapping("/settings/tables/{name}/columns")
  String addColumn(
      @PathVariable String name,
      @RequestParam Map<String, String> given,
      Locale locale,
      RedirectAttributes after) {
    NewColumn wanted =
        new NewColumn(given.get("column"), given.get("type"), labels(given), given.get("refersTo"));
    attempt(
        () -> tables.add(name, wanted),
        "column.added",
        given.getOrDefault("column", ""),
        given,
        locale,
        after);
    return "redirect:" + LIST + "/" + tables.named(name).name();
  }

  @PostMapping("/settings/tables/{name}/columns/{column}/remove")
  String removeColumn(
      @PathVariable String name,
      @PathVariable String column,
      Locale locale,
      RedirectAttributes after) {
    attempt(() -> tables.remove(name, column), "column.removed", column, Map.of(), locale, after);
    return "redirect:" + LIST + "/" + tables.named(name).name();
  }

  @PostMapping("/settings/tables/{name}/aggregates")
  String aggregate(
      @PathVariable String name,
      @RequestParam Map<String, String> given,
      @RequestParam(name = "filter", defaultValue = "") List<String> columns,
      @RequestParam(name = "operator", defaultValue = "") List<String> operators,
      @RequestParam(name = "to", defaultValue = "") List<String> to,
      Locale locale,
      RedirectAttributes after) {
    String own = given.getOrDefault("name", "").strip();
    Table table = tables.named(name);
    Questions questions = catalogue.questions();
    List<NewFilter> filters = new ArrayList<>();
    for (int i = 0; i < Math.min(columns.size(), operators.size()); i++) {
      if (!columns.get(i).isBlank()) {
        ColumnType type =
            questions.column(name, columns.get(i)).map(Column::type).orElse(ColumnType.TEXT);
        String text = i < to.size() ? to.get(i) : "";
        filters.add(
            new NewFilter(columns.get(i), operators.get(i), value(operators.get(i), type, text)));
      }
    }
    NewAggregate wanted =
        new NewAggregate(
            own,
            labels(given),
            table.name(),
            given.get("function"),
            given.get("of"),
            filters,
            days(given.getOrDefault("days", "")));
    attempt(() -> values.save(wanted, null), "aggregate.created", own, given, locale, after);
    return "redirect:" + LIST + "/" + table.name();
  }

  @PostMapping("/settings/tables/{name}/aggregates/{aggregate}/remove")
  String removeAggregate(
      @PathVariable String name,
      @PathVariable String aggregate,
      Locale locale,
      RedirectAttributes after) {
    attempt(
        () -> values.removeAggregate(aggregate),
        "aggregate.removed",
        aggregate,
        Map.of(),
        locale,
        after);
    return "redirect:" + LIST + "/" + tables.named(name).name();
  }

  @PostMapping("/settings/tables/formulas")
  String formula(
      @RequestParam Map<String, String> given,
      @RequestParam(name = "value", defaultValue = "") List<String> compared,
      @RequestParam(name = "operator", defaultValue = "") List<String> operators,
      @RequestParam(name = "to", defaultValue = "") List<String> to,
      Locale locale,
      RedirectAttributes after) {
    String name = given.getOrDefault("name", "").strip();
    Questions questions = catalogue.questions();
    List<Rule> parts = new ArrayList<>();
    for (int i = 0; i < Math.min(compared.size(), operators.size()); i++) {
      if (!compared.get(i).isBlank()) {
        ColumnType type = questions.typeOf(compared.get(i)).orElse(ColumnType.TEXT);
        String text = i < to.size() ? to.get(i) : "";
        parts.add(
            new Rule(
                null,
                null,
                compared.get(i),
                operators.get(i),
                value(operators.get(i), type, text)));
      }
    }
    boolean any = "any".equals(given.get("group"));
    NewFormula wanted =
        new NewFormula(
            name,
            labels(given),
            new Rule(any ? null : parts, any ? parts : null, null, null, null));
    attempt(() -> values.save(wanted, null), "formula.created", name, given, locale, after);
    return "redirect:" + LIST;
  }

  @PostMapping("/settings/tables/formulas/{name}/remove")
  String removeFormula(@PathVariable String name, Locale locale, RedirectAttributes after) {
    attempt(() -> values.removeFormula(name), "formula.removed", name, Map.of(), locale, after);
    return "redirect:" + LIST;
  }

  /** Does it, and says on the next page what came of it; what was typed is kept after a refusal. */
  private boolean attempt(
      Deed deed,
      String done,
      String name,
      Map<String, String> given,
      Locale locale,
      RedirectAttributes after) {
    try {
      deed.run();
      after.addFlashAttribute("flash", said.of(done, locale, name));
      return true;
    } catch (Rejected no) {
      after.addFlashAttribute("flashProblem", said.problem(no, locale));
      after.addFlashAttribute("given", given);
      return false;
    }
  }

  private static Map<String, @Nullable String> labels(Map<String, String> given) {
    Map<String, @Nullable String> labels = new LinkedHashMap<>();
    labels.put("en", given.get("label_en"));
    labels.put("fr", given.get("label_fr"));
    return labels;
  }

  /** What was typed, as the API takes it; what cannot be read is refused there. */
  private static @Nullable Object value(String operator, ColumnType type, String text) {
    Optional<Operator> how = Operator.of(operator);
    if (how.isEmpty()) {
      return text;
    }
    return switch (how.get()) {
      case PRESENT, ABSENT -> null;
      case LAST_DAYS, BEFORE_DAYS -> plain(ColumnType.NUMBER, text);
      case ONE_OF, NONE_OF ->
          Arrays.stream(text.split(","))
              .map(String::strip)
              .filter(one -> !one.isEmpty())
              .map(one -> plain(type, one))
              .toList();
      default -> plain(type, text);
    };
  }

  private static Object plain(ColumnType type, String text) {
    return switch (type) {
      case NUMBER, BOOLEAN -> type.readCell(text).orElse(text);
      case TEXT, DATE, INSTANT -> text.strip();
    };
  }

  private static @Nullable Integer days(String text) {
    if (text.isBlank()) {
      return null;
    }
    try {
      return Integer.valueOf(text.strip());
    } catch (NumberFormatException e) {
      return 0; // refused with the bounds
    }
  }
}
