package io.relance.datamart;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** Reads values of a known type from a result. */
final class Cells {

  private Cells() {}

  static @Nullable Object read(ResultSet row, int place, ColumnType type) throws SQLException {
    return switch (type) {
      case TEXT -> row.getString(place);
      case NUMBER -> plain(row.getBigDecimal(place));
      case BOOLEAN -> row.getObject(place, Boolean.class);
      case DATE -> row.getObject(place, LocalDate.class);
      case INSTANT -> {
        OffsetDateTime at = row.getObject(place, OffsetDateTime.class);
        yield at == null ? null : at.toInstant();
      }
    };
  }

  /** Without zeros that say nothing. */
  private static @Nullable BigDecimal plain(@Nullable BigDecimal number) {
    if (number == null) {
      return null;
    }
    BigDecimal plain = number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
    return plain.scale() < 0 ? plain.setScale(0) : plain;
  }
}
