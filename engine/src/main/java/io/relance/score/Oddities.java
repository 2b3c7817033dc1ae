package io.relance.score;

import java.util.ArrayList;
import java.util.List;

/** Rows of a good table that will hardly do what was meant. */
final class Oddities {

  private Oddities() {}

  static List<TableProblem> of(ScoreTable table) {
    List<TableProblem> odd = new ArrayList<>();
    List<Row> rows = table.rows();
    for (int later = 1; later < rows.size(); later++) {
      for (int earlier = 0; earlier < later; earlier++) {
        if (table.hit() == ScoreTable.Hit.FIRST && covers(rows.get(earlier), rows.get(later))) {
          odd.add(TableProblem.at("rows[" + later + "]", "never", earlier + 1));
          break;
        }
        if (table.hit() == ScoreTable.Hit.COLLECT && same(rows.get(earlier), rows.get(later))) {
          odd.add(TableProblem.at("rows[" + later + "]", "twice", earlier + 1));
          break;
        }
      }
    }
    return odd;
  }

  /** Whether the one fits wherever the other does, as far as can be seen without asking FEEL. */
  private static boolean covers(Row one, Row other) {
    if (!covers(one.event(), other.event())) {
      return false;
    }
    for (int i = 0; i < one.cells().size(); i++) {
      if (!covers(one.cells().get(i), other.cells().get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean covers(String one, String other) {
    return one.isEmpty() || one.equals(other);
  }

  private static boolean same(Row one, Row other) {
    return one.event().equals(other.event()) && one.cells().equals(other.cells());
  }
}
