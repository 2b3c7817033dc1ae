package io.relance.report;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Reads columns that may be empty. */
final class Rows {

  private Rows() {}

  static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    Timestamp timestamp = row.getTimestamp(column);
    return timestamp == null ? null : timestamp.toInstant();
  }

  static @Nullable Integer integer(ResultSet row, String column) throws SQLException {
    int value = row.getInt(column);
    return row.wasNull() ? null : value;
  }

  /** A pattern for ILIKE that finds the text anywhere, its own signs taken as they are. */
  static String containing(@Nullable String text) {
    String plain = text == null ? "" : text.strip().replace("\u0000", "");
    return "%" + plain.replaceAll("([\\\\%_])", "\\\\$1") + "%";
  }
}
