package io.relance.score;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The rules, as a table: what they look at, and one row for each. */
record ScoreTable(Hit hit, List<Column> columns, List<Row> rows) {

  static final ScoreTable EMPTY = new ScoreTable(Hit.COLLECT, List.of(), List.of());

  ScoreTable {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
  }

  /** Which of the rows that fit count. */
  enum Hit {
    /** All of them, together. */
    COLLECT,
    /** The first one from above. */
    FIRST;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Hit> known(@Nullable String word) {
      return Arrays.stream(values()).filter(hit -> hit.word().equals(word)).findFirst();
    }
  }
}
