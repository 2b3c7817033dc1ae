package io.relance.report;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Some rows of a list, and where the next ones begin; {@code next} is absent on the last page. */
public record Page<T>(List<T> items, @Nullable String next) {

  /** Makes a page of rows of which one more than wanted was asked for. */
  static <T> Page<T> of(List<T> rows, int limit, Function<T, Cursor> cursor) {
    return rows.size() <= limit
        ? new Page<>(rows, null)
        : new Page<>(rows.subList(0, limit), cursor.apply(rows.get(limit - 1)).text());
  }
}
