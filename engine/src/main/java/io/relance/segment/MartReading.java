package io.relance.segment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.relance.datamart.Aggregate;
import io.relance.datamart.Column;
import io.relance.datamart.ColumnType;
import io.relance.datamart.Filter;
import io.relance.datamart.Formula;
import io.relance.datamart.Function;
import io.relance.datamart.Questions;
import io.relance.datamart.Sql;
import io.relance.datamart.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the conditions about the tables of the user's own. */
final class MartReading {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int MOST_FILTERS = 10;

  /** What can be made of rows on the spot; what else there is can be had as an aggregate. */
  private static final List<Function> FUNCTIONS =
      List.of(Function.COUNT, Function.SUM, Function.AVG, Function.MIN, Function.MAX);

  private final Known.Mart mart;
  private final List<RuleProblem> problems;

  MartReading(Known.Mart mart, List<RuleProblem> problems) {
    this.mart = mart;
    this.problems = problems;
  }

  private Questions questions() {
    return mart.questions();
  }

  /** Rows of a table, counted or put together, in a window, compared with a value. */
  Rule rows(Part part) {
    String table = part.text("table");
    Function function =
        part.has("function") ? part.word("function", FUNCTIONS, Function::word) : Function.COUNT;
    Integer lastDays = part.optionalWhole("lastDays", 1, 10_958);
    Optional<Table> known = questions().find(table).filter(Table::ofContacts);
    if (known.isEmpty()) {
      if (!table.isEmpty()) {
        part.problem("table", "table", table);
      }
      List.of("column", "where", "op", "value").forEach(part::get);
      return new Rule.All(List.of());
    }
    int before = problems.size();
    Column column = function == Function.COUNT ? none(part) : column(part, table, function);
    List<Filter> filters = part.has("where") ? filters(part, table) : List.of();
    if (lastDays != null && questions().time(table).isEmpty()) {
      part.problem("lastDays", "no-time", table);
    }
    ColumnType type = column == null ? ColumnType.NUMBER : column.type();
    Comparison comparison = RuleReading.comparison(part, kind(type));
    if (problems.size() > before) {
      return new Rule.All(List.of());
    }
    return condition(
        new Aggregate(
            "rows",
            Map.of(),
            table,
            function,
            column == null ? null : part.text("column"),
            filters,
            lastDays),
        type,
        comparison);
  }

  private static @Nullable Column none(Part part) {
    if (part.has("column")) {
      part.problem("column", "no-column");
    }
    return null;
  }

  private @Nullable Column column(Part part, String table, Function function) {
    String path = part.text("column");
    Optional<Column> column = path.isEmpty() ? Optional.empty() : questions().column(table, path);
    if (column.isEmpty()) {
      if (!path.isEmpty()) {
        part.problem("column", "column", path, table);
      }
      return null;
    }
    ColumnType type = column.get().type();
    boolean suits =
        type == ColumnType.NUMBER
            || (type.isTime() && (function == Function.MIN || function == Function.MAX));
    if (!suits) {
      part.problem("column", "function", function.word(), type.word());
    }
    return column.get();
  }

  private List<Filter> filters(Part part, String table) {
    JsonNode where = part.get("where");
    if (!where.isArray() || where.size() > MOST_FILTERS) {
      part.problem("where", "filters", MOST_FILTERS);
      return List.of();
    }
    List<Filter> filters = new ArrayList<>();
    for (int i = 0; i < where.size(); i++) {
      Part filter = new Part(where.get(i), part.path() + ".where[" + i + "]", problems);
      if (where.get(i).isObject()) {
        filter(filter, table).ifPresent(filters::add);
        filter.nothingElse();
      } else {
        filter.problem("", "object");
      }
    }
    return filters;
  }

  private Optional<Filter> filter(Part filter, String table) {
    String path = filter.text("column");
    var operator =
        filter.word(
            "operator",
            List.of(io.relance.datamart.Operator.values()),
            io.relance.datamart.Operator::word);
    JsonNode given = filter.get("value");
    Optional<Column> column = path.isEmpty() ? Optional.empty() : questions().column(table, path);
    if (column.isEmpty()) {
      if (!path.isEmpty()) {
        filter.problem("column", "column", path, table);
      }
      return Optional.empty();
    }
    Object value =
        given.isMissingNode() || given.isNull() ? true : JSON.convertValue(given, Object.class);
    String problem = operator.problem(column.get().type(), value);
    if (problem != null) {
      filter.problem("value", "filter", problem);
      return Optional.empty();
    }
    return Optional.of(new Filter(path, operator, value));
  }

  /** An aggregate that somebody declared, compared with a value. */
  Rule aggregate(Part part) {
    String name = part.text("aggregate");
    Aggregate aggregate = mart.aggregates().get(name);
    if (aggregate == null) {
      if (!name.isEmpty()) {
        part.problem("aggregate", "aggregate", name);
      }
      List.of("op", "value").forEach(part::get);
      return new Rule.All(List.of());
    }
    ColumnType type = questions().type(aggregate);
    int before = problems.size();
    Comparison comparison = RuleReading.comparison(part, kind(type));
    return problems.size() > before
        ? new Rule.All(List.of())
        : condition(aggregate, type, comparison);
  }

  Rule formula(Part part) {
    String name = part.text("formula");
    String holds = part.word("holds", FormulaCondition.ANSWERS, word -> word);
    Formula formula = mart.formulas().get(name);
    if (formula == null) {
      if (!name.isEmpty()) {
        part.problem("formula", "formula", name);
      }
      return new Rule.All(List.of());
    }
    return new FormulaCondition(questions().value(formula, Sql.of("c.id")), holds);
  }

  private Rule condition(Aggregate aggregate, ColumnType type, Comparison comparison) {
    return new MartCondition(
        questions().values(aggregate),
        Questions.ofNone(aggregate),
        type == ColumnType.DATE,
        comparison);
  }

  /** How values of a column's type are compared. */
  static ValueKind kind(ColumnType type) {
    return switch (type) {
      case TEXT -> ValueKind.TEXT;
      case NUMBER -> ValueKind.NUMBER;
      case BOOLEAN -> ValueKind.BOOLEAN;
      case DATE, INSTANT -> ValueKind.DATE;
    };
  }
}
