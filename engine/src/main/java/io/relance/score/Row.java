package io.relance.score;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One rule: what must be so, and the points that it gives.
 *
 * @param id stays the same from version to version
 * @param event a test of the event's name; empty for any
 * @param cells a test for each column; empty where anything will do
 * @param days how long the points last; absent for ever
 * @param why what people read beside the points
 */
record Row(
    String id, String event, List<String> cells, int points, @Nullable Integer days, String why) {

  Row {
    cells = List.copyOf(cells);
  }
}
