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
   * @param zone the value of the cookie {@code relance-zone}; the installation's zone when absent
   */
  public static Instant began(Instant now, @Nullable String zone) {
    ZoneId where = zone(zone);
    return LocalDate.ofInstant(now, where).atStartOfDay(where).toInstant();
  }

  private static ZoneId zone(@Nullable String zone) {
    try {
      return ZoneId.of(
          zone == null ? "Europe/Paris" : zone.replace("%2F", "/").replace("%2B", "+"));
    } catch (DateTimeException e) {
      return ZoneId.of("Europe/Paris");
    }
  }
}
