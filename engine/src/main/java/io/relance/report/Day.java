package io.relance.report;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/** The viewer's day, as pages count "today". */
public final class Day {

  private Day() {}

  /**
   * When the day began for somebody in this zone.
   *
   * @param zone the value of the cookie {@code relance-zone}; absent or no zone: {@code home}
   * @param home the installation's zone
   */
  public static Instant began(Instant now, @Nullable String zone, ZoneId home) {
    ZoneId where = zone(zone, home);
    return LocalDate.ofInstant(now, where).atStartOfDay(where).toInstant();
  }

  private static ZoneId zone(@Nullable String zone, ZoneId home) {
    try {
      return zone == null ? home : ZoneId.of(zone.replace("%2F", "/").replace("%2B", "+"));
    } catch (DateTimeException e) {
      return home;
    }
  }
}
