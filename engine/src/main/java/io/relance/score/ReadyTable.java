package io.relance.score;

import io.relance.runtime.UnaryTests;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A table whose cells are parsed, to be asked again and again. */
final class ReadyTable {

  /** Names come from outside, without end. */
  private static final int MOST_NAMES = 2_000;

  private final ScoreTable table;
  private final List<Ready> rows;
  private final Map<String, List<Ready>> byEvent = new ConcurrentHashMap<>();

  ReadyTable(ScoreTable table) {
    this.table = table;
    this.rows = table.rows().stream().map(row -> Ready.of(row)).toList();
  }

  /**
   * A row with its cells.
   *
   * @param event absent where any event will do
   * @param cells null where anything will do
   * @param broken a row whose cells cannot be read (any more) fits nothing
   */
  private record Ready(
      Row row, @Nullable UnaryTests event, List<@Nullable UnaryTests> cells, boolean broken) {

    static Ready of(Row row) {
      List<@Nullable UnaryTests> cells = new ArrayList<>();
      boolean broken = false;
      for (String cell : row.cells()) {
        UnaryTests tests =
            cell.isEmpty() ? null : UnaryTests.read(cell, TableReading.ROOTS).tests();
        broken |= tests == null && !cell.isEmpty();
        cells.add(tests);
      }
      UnaryTests event =
          row.event().isEmpty() ? null : UnaryTests.read(row.event(), Set.of()).tests();
      broken |= event == null && !row.event().isEmpty();
      return new Ready(row, event, cells, broken);
    }

    boolean fits(String name) {
      return !broken && (event == null || event.accept(name, Map.of()));
    }

    boolean fits(List<Column> columns, Map<String, Object> facts) {
      for (int i = 0; i < cells.size(); i++) {
        UnaryTests cell = cells.get(i);
        if (cell != null && !cell.accept(columns.get(i).value(facts), facts)) {
          return false;
        }
      }
      return true;
    }

    boolean asksForContact(List<Column> columns) {
      for (int i = 0; i < cells.size(); i++) {
        UnaryTests cell = cells.get(i);
        if (cell != null && (columns.get(i).of() == Column.Of.CONTACT || !cell.roots().isEmpty())) {
          return true;
        }
      }
      return false;
    }
  }

  /** Whether a row may give points for an event of this name. */
  boolean mayFit(String event) {
    return !named(event).isEmpty();
  }

  /** Whether it must be known of the contact what rows for events of this name ask. */
  boolean asksForContact(String event) {
    return named(event).stream().anyMatch(row -> row.asksForContact(table.columns()));
  }

  /** The rows that count for this event, from above. */
  List<Row> fitting(String event, Map<String, Object> facts) {
    List<Row> fitting = new ArrayList<>();
    for (Ready ready : named(event)) {
      if (ready.fits(table.columns(), facts)) {
        fitting.add(ready.row());
        if (table.hit() == ScoreTable.Hit.FIRST) {
          break;
        }
      }
    }
    return fitting;
  }

  private List<Ready> named(String event) {
    List<Ready> known = byEvent.get(event);
    if (known == null) {
      if (byEvent.size() >= MOST_NAMES) {
        byEvent.clear();
      }
      known = rows.stream().filter(row -> row.fits(event)).toList();
      byEvent.put(event, known);
    }
    return known;
  }
}
