package io.relance.runtime;

import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Where contacts live: their own time zone, or the installation's for those who never told. */
@Component
public class Zones {

  private final JdbcClient jdbc;
  private final ZoneId fallback;

  Zones(JdbcClient jdbc, @Value("${relance.time-zone:Europe/Paris}") ZoneId fallback) {
    this.jdbc = jdbc;
    this.fallback = fallback;
  }

  /** The zone of the contact whose walk has this business key. */
  ZoneId ofContact(long contact) {
    return jdbc.sql("SELECT time_zone FROM contact WHERE id = :id")
        .param("id", contact)
        .query((row, number) -> of(row.getString(1)))
        .optional()
        .orElse(fallback);
  }

  /** Reads a stored zone; the installation's where none is stored. */
  public ZoneId of(@Nullable String zone) {
    return zone == null || zone.isEmpty() ? fallback : ZoneId.of(zone);
  }
}
