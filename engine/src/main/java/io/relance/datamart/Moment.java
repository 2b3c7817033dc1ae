package io.relance.datamart;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;

/** When a question is asked, and where days begin and end. */
record Moment(Instant now, ZoneId zone) {

  LocalDate today() {
    return now.atZone(zone).toLocalDate();
  }

  /** The same time of day, so many days ago: not a multiple of 24 hours when clocks changed. */
  private OffsetDateTime ago(int days) {
    return ColumnType.parameter(now.atZone(zone).minusDays(days).toInstant());
  }

  /** Whether the column lies in the last days: until now, or for dates until today. */
  Sql lately(Sql column, ColumnType type, int days) {
    return Sql.all(
        List.of(
            Sql.of("{} > {}", column, border(type, days)),
            Sql.of("{} <= {}", column, border(type, 0))));
  }

  /** Whether the column lies before the last days. */
  Sql before(Sql column, ColumnType type, int days) {
    return Sql.of("{} <= {}", column, border(type, days));
  }

  private Object border(ColumnType type, int days) {
    return type == ColumnType.DATE ? today().minusDays(days) : ago(days);
  }
}
