package io.relance.score;

import com.fasterxml.jackson.databind.JsonNode;
import io.relance.contact.WellFormed;
import io.relance.process.MessageNames;
import io.relance.runtime.UnaryTests;
import io.relance.score.TableBody.ColumnBody;
import io.relance.score.TableBody.ExampleBody;
import io.relance.score.TableBody.IdleBody;
import io.relance.score.TableBody.RowBody;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a table. Finds everything that is wrong in one reading; what it answers is only a table
 * when there are no problems.
 */
final class TableReading {

  static final int MOST_ROWS = 200;
  static final int MOST_COLUMNS = 20;
  static final int MOST_EXAMPLES = 100;
  static final int MOST_POINTS = 100_000;
  static final int MOST_DAYS = 3_650;
  static final int LONGEST_TEXT = 200;

  /** What cells may ask for besides the value that they test. */
  static final Set<String> ROOTS = Set.of("event", "contact", "now", "today");

  private static final Pattern ID = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]{0,60}");

  private final Set<String> fields;
  private final List<TableProblem> problems = new ArrayList<>();

  private TableReading(Set<String> fields) {
    this.fields = fields;
  }

  /** What was read, and what is wrong with it. */
  record Result(
      ScoreTable table,
      @Nullable Idle idle,
      List<Example> examples,
      List<String> headers,
      List<TableProblem> problems) {}

  /**
   * Reads what was sent.
   *
   * @param fields what is known of contacts, by name
   */
  static Result read(TableBody body, Set<String> fields) {
    TableReading reading = new TableReading(fields);
    List<Column> columns = reading.columns(list(body.columns()));
    ScoreTable.Hit hit =
        ScoreTable.Hit.known(body.hitPolicy() == null ? "collect" : body.hitPolicy()).orElse(null);
    if (hit == null) {
      reading.problem("hitPolicy", "hit-policy");
    }
    List<Row> rows = reading.rows(list(body.rows()), columns);
    Idle idle = reading.idle(body.inactivity());
    List<Example> examples = reading.examples(list(body.examples()));
    return new Result(
        new ScoreTable(Objects.requireNonNullElse(hit, ScoreTable.Hit.COLLECT), columns, rows),
        idle,
        examples,
        columns.stream().map(Column::path).toList(),
        List.copyOf(reading.problems));
  }

  private static <T> List<T> list(@Nullable List<T> given) {
    return given == null ? List.of() : given.stream().filter(Objects::nonNull).toList();
  }

  private void problem(String path, String code, Object... arguments) {
    problems.add(TableProblem.at(path, code, arguments));
  }

  private List<Column> columns(List<ColumnBody> given) {
    if (given.size() > MOST_COLUMNS) {
      problem("columns", "columns", MOST_COLUMNS);
      return List.of();
    }
    List<Column> columns = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < given.size(); i++) {
      ColumnBody one = given.get(i);
      String path = "columns[" + i + "]";
      Column.Of of = Column.Of.known(one.of()).orElse(null);
      Column.Kind kind = Column.Kind.known(one.type() == null ? "text" : one.type()).orElse(null);
      String name = one.name() == null ? "" : one.name().strip();
      if (of == null) {
        problem(path + ".of", "of");
      }
      if (kind == null) {
        problem(path + ".type", "type");
      }
      if (!Column.NAME.matcher(name).matches()) {
        problem(path + ".name", "column-name");
      } else if (of == Column.Of.CONTACT && !fields.contains(name)) {
        problem(path + ".name", "column-field", name);
      } else if (!seen.add(of + name)) {
        problem(path + ".name", "column-twice", name);
      }
      columns.add(
          new Column(
              of == null ? Column.Of.EVENT : of, name, kind == null ? Column.Kind.TEXT : kind));
    }
    return columns;
  }

  private List<Row> rows(List<RowBody> given, List<Column> columns) {
    if (given.size() > MOST_ROWS) {
      problem("rows", "rows", MOST_ROWS);
      return List.of();
    }
    List<Row> rows = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < given.size(); i++) {
      RowBody one = given.get(i);
      String path = "rows[" + i + "]";
      List<@Nullable String> typed = one.cells() == null ? List.of() : one.cells();
      if (typed.size() > columns.size()) {
        problem(path, "cells", columns.size());
      }
      List<String> cells = new ArrayList<>();
      for (int c = 0; c < columns.size(); c++) {
        String cell = c < typed.size() ? typed.get(c) : null;
        cells.add(cell(path + ".cells[" + c + "]", cell, columns.get(c).kind(), ROOTS));
      }
      Integer points = whole(path + ".points", one.points(), -MOST_POINTS, MOST_POINTS);
      if (isEmpty(one.points())) {
        problem(path + ".points", "points-missing");
      }
      rows.add(
          new Row(
              id(one.id(), ids),
              cell(path + ".event", one.event(), Column.Kind.TEXT, Set.of()),
              cells,
              points == null ? 0 : points,
              whole(path + ".days", one.days(), 1, MOST_DAYS),
              text(path + ".why", one.why())));
    }
    return rows;
  }

  /** The one that was given, unless another row has it. */
  private static String id(@Nullable String given, Set<String> taken) {
    if (given != null && ID.matcher(given).matches() && taken.add(given)) {
      return given;
    }
    int n = taken.size() + 1;
    while (!taken.add("row_" + n)) {
      n++;
    }
    return "row_" + n;
  }

  private String cell(String path, @Nullable String typed, Column.Kind kind, Set<String> names) {
    String given = typed == null ? "" : typed;
    if (!Cells.writable(given)) {
      problem(path, "cell-syntax");
      return "";
    }
    String cell = Cells.feel(given, kind);
    if (!cell.isEmpty()) {
      for (UnaryTests.Problem one : UnaryTests.read(cell, names).problems()) {
        switch (one.fault()) {
          case LONG -> problem(path, "cell-long");
          case SYNTAX -> problem(path, "cell-syntax");
          case NAME -> problem(path, "cell-name", one.what());
          case CALL -> problem(path, "cell-call", one.what());
          case COSTLY -> problem(path, "cell-costly", one.what());
        }
      }
    }
    return cell;
  }

  private String text(String path, @Nullable String given) {
    String text = given == null ? "" : given.strip();
    if (text.length() > LONGEST_TEXT || !Cells.writable(text)) {
      problem(path, "text", LONGEST_TEXT);
      return "";
    }
    return text;
  }

  private static boolean isEmpty(@Nullable JsonNode node) {
    return node == null || node.isNull() || (node.isTextual() && node.asText().isBlank());
  }

  /** A whole number, perhaps typed as a text; nothing where nothing is given. */
  private @Nullable Integer whole(String path, @Nullable JsonNode node, int from, int to) {
    if (node == null || isEmpty(node)) {
      return null;
    }
    String text = node.isTextual() ? node.asText().strip().replaceFirst("^\\+", "") : "";
    if (text.matches("-?[0-9]{1,9}") || (node.isIntegralNumber() && node.canConvertToInt())) {
      int number = text.isEmpty() ? node.asInt() : Integer.parseInt(text);
      if (number >= from && number <= to) {
        return number;
      }
    }
    problem(path, "whole", from, to);
    return null;
  }

  private @Nullable Idle idle(@Nullable IdleBody given) {
    if (given == null || (isEmpty(given.days()) && isEmpty(given.points()))) {
      return null;
    }
    Integer days = whole("inactivity.days", given.days(), 1, MOST_DAYS);
    Integer points = whole("inactivity.points", given.points(), 1, MOST_POINTS);
    Integer floor = whole("inactivity.floor", given.floor(), -MOST_POINTS, MOST_POINTS);
    if (isEmpty(given.days())) {
      problem("inactivity.days", "missing");
    }
    if (isEmpty(given.points())) {
      problem("inactivity.points", "missing");
    }
    return days == null || points == null
        ? null
        : new Idle(days, points, floor == null ? 0 : floor);
  }

  private List<Example> examples(List<ExampleBody> given) {
    if (given.size() > MOST_EXAMPLES) {
      problem("examples", "examples", MOST_EXAMPLES);
      return List.of();
    }
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < given.size(); i++) {
      ExampleBody one = given.get(i);
      String path = "examples[" + i + "]";
      String event = one.event() == null ? "" : one.event().strip();
      if (!MessageNames.isValid(event)) {
        problem(path + ".event", "example-event");
      }
      if (isEmpty(one.points())) {
        problem(path + ".points", "missing");
      }
      Integer points =
          whole(path + ".points", one.points(), -MOST_POINTS * MOST_ROWS, MOST_POINTS * MOST_ROWS);
      examples.add(
          new Example(
              text(path + ".name", one.name()),
              event,
              values(path + ".properties", one.properties()),
              values(path + ".contact", one.contact()),
              points == null ? 0 : points));
    }
    return examples;
  }

  private Map<String, Object> values(String path, @Nullable Map<String, Object> given) {
    Map<String, Object> values = given == null ? Map.of() : given;
    if (values.size() > 50
        || values.toString().length() > 4_000
        || WellFormed.problem(values) != null) {
      problem(path, "example-large");
      return Map.of();
    }
    return values;
  }
}
