package io.relance.score;

import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Asks a table what it would give, without giving it. */
@Component
class Trials {

  private final ScoreFacts facts;

  Trials(ScoreFacts facts) {
    this.facts = facts;
  }

  /** A row that fits, by its number from 1. */
  record FittingRow(int row, String id, int points, String why) {}

  /**
   * What came of an example.
   *
   * @param expected what it says
   * @param points what came out
   */
  record ExampleOutcome(
      String name, String event, int expected, int points, boolean passed, List<FittingRow> rows) {}

  List<ExampleOutcome> run(ScoreTable table, List<Example> examples) {
    ReadyTable ready = new ReadyTable(table);
    return examples.stream()
        .map(
            example -> {
              List<FittingRow> rows =
                  rows(table, ready, example.event(), example.properties(), example.contact());
              int points = points(rows);
              return new ExampleOutcome(
                  example.name(),
                  example.event(),
                  example.points(),
                  points,
                  points == example.points(),
                  rows);
            })
        .toList();
  }

  List<FittingRow> rows(
      ScoreTable table, String event, Map<String, Object> properties, Map<String, Object> contact) {
    return rows(table, new ReadyTable(table), event, properties, contact);
  }

  static int points(List<FittingRow> rows) {
    return rows.stream().mapToInt(FittingRow::points).sum();
  }

  private List<FittingRow> rows(
      ScoreTable table,
      ReadyTable ready,
      String event,
      Map<String, Object> properties,
      Map<String, Object> contact) {
    return ready.fitting(event, facts.of(event, properties, contact)).stream()
        .map(
            row -> new FittingRow(table.rows().indexOf(row) + 1, row.id(), row.points(), row.why()))
        .toList();
  }
}
