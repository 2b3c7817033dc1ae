package io.relance.score;

import java.util.List;

/** Files of tables, for tests of other packages. */
public final class ScoreFiles {

  private ScoreFiles() {}

  /** One rule. */
  public static String with(String event, int points) {
    return DmnWriting.write(
        new ScoreTable(
            ScoreTable.Hit.COLLECT,
            List.of(),
            List.of(new Row("row_1", "\"" + event + "\"", List.of(), points, null, ""))));
  }
}
