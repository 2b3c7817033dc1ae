package io.relance.datamart;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An aggregate as somebody wants to declare it. */
public record NewAggregate(
    @Nullable String name,
    @Nullable Map<String, @Nullable String> labels,
    @Nullable String table,
    @Nullable String function,
    @Nullable String column,
    @Nullable List<NewFilter> filters,
    @Nullable Integer days) {

  private static final int MOST_FILTERS = 20;

  /** A filter as somebody wants it. */
  public record NewFilter(
      @Nullable String column, @Nullable String operator, @Nullable Object value) {

    @Nullable Filter check(String place, String table, Questions questions, Complaints complaints) {
      Optional<Column> known = questions.column(table, column == null ? "" : column);
      Optional<Operator> how = Operator.of(operator == null ? "" : operator);
      if (known.isEmpty()) {
        complaints.add(place + "column", "is no column that can be reached from '" + table + "'");
      }
      if (how.isEmpty()) {
        complaints.add(place + "operator", "must be one of " + Operator.words());
      }
      if (known.isEmpty() || how.isEmpty()) {
        return null;
      }
      Object to = value == null ? true : value;
      String problem = how.get().problem(known.get().type(), to);
      if (problem != null) {
        complaints.add(place + "value", problem);
        return null;
      }
      return new Filter(String.valueOf(column), how.get(), to);
    }
  }

  /** The aggregate; what is wrong with it goes to the complaints. */
  Aggregate check(Questions questions, Complaints complaints) {
    String own = complaints.name("name", name);
    Map<String, String> words = complaints.labels("labels", labels);
    String from = table == null ? "" : table;
    Optional<Table> known = questions.find(from);
    if (known.isEmpty()) {
      complaints.add("table", "is no table");
    } else if (!known.get().ofContacts() || !belongs(questions, known.get())) {
      complaints.add("table", "holds nothing of contacts");
    }
    Function what = Function.of(function == null ? "" : function).orElse(null);
    if (what == null) {
      complaints.add("function", "must be one of " + Function.words());
    }
    if (known.isEmpty() || what == null) {
      return new Aggregate(own, words, from, Function.COUNT, null, List.of(), null);
    }
    return new Aggregate(
        own,
        words,
        from,
        what,
        column(questions, from, what, complaints),
        filters(questions, from, complaints),
        days(questions, from, complaints));
  }

  private static boolean belongs(Questions questions, Table table) {
    return table.parent() == null
        || questions
            .find(table.parent())
            .filter(parent -> parent.ofContacts() && belongs(questions, parent))
            .isPresent();
  }

  private @Nullable String column(
      Questions questions, String from, Function what, Complaints complaints) {
    String given = column == null || column.isBlank() ? null : column.strip();
    if (given == null) {
      if (what.takesColumn()) {
        complaints.add("column", "must say which column");
      }
      return null;
    }
    Optional<Column> known = questions.column(from, given);
    if (known.isEmpty()) {
      complaints.add("column", "is no column that can be reached from '" + from + "'");
    } else if (!what.suits(known.get().type())) {
      complaints.add(
          "column", "is a " + known.get().type().word() + ", which has no " + what.word());
    }
    return given;
  }

  private List<Filter> filters(Questions questions, String from, Complaints complaints) {
    List<Filter> checked = new ArrayList<>();
    List<NewFilter> given = filters == null ? List.of() : filters;
    if (given.size() > MOST_FILTERS) {
      complaints.add("filters", "may be at most " + MOST_FILTERS);
      return checked;
    }
    for (int i = 0; i < given.size(); i++) {
      Filter filter = given.get(i).check("filters[" + i + "].", from, questions, complaints);
      if (filter != null) {
        checked.add(filter);
      }
    }
    return checked;
  }

  private @Nullable Integer days(Questions questions, String from, Complaints complaints) {
    if (days != null && (days < 1 || days > Operator.MOST_DAYS)) {
      complaints.add("days", "must be 1 to " + Operator.MOST_DAYS);
    } else if (days != null && questions.time(from).isEmpty()) {
      complaints.add(
          "days", "needs a column that says when a row happened; give the table its time first");
    }
    return days;
  }
}
