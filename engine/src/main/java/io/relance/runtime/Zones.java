package io.relance.runtime;

import io.relance.core.ContactId;
import io.relance.process.Together;
import java.time.ZoneId;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
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

  /** The zone of a contact. */
  ZoneId ofContact(ContactId contact) {
    ZoneId zone = Together.ofContact(Zones.class, contact, this::read);
    return zone == null ? fallback : zone;
  }

  private Map<ContactId, ZoneId> read(Collection<ContactId> contacts) {
    Map<ContactId, ZoneId> zones = new HashMap<>();
    jdbc.sql("SELECT id, time_zone FROM contact WHERE id = ANY (:ids)")
        .param("ids", contacts.stream().map(ContactId::value).toArray(Long[]::new))
        .query(
            row -> {
              zones.put(new ContactId(row.getLong("id")), of(row.getString("time_zone")));
            });
    return zones;
  }

  /** Reads a stored zone; the installation's where none is stored. */
  public ZoneId of(@Nullable String zone) {
    return zone == null || zone.isEmpty() ? fallback : ZoneId.of(zone);
  }
}
