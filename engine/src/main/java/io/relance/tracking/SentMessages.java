package io.relance.tracking;

import io.relance.core.Channel;
import io.relance.core.ContactId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Finds the message that a link belongs to. */
@Repository
class SentMessages {

  private final JdbcClient jdbc;

  SentMessages(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  Optional<SentMessage> byId(UUID id) {
    return jdbc.sql(
            """
            SELECT m.id, c.id AS contact_id, m.journey_key, m.version, m.step, m.process_instance_id, m.channel,
                   m.settled_at, c.locale, e.ended_at IS NOT NULL OR e.id IS NULL AS ended
              FROM message m
              LEFT JOIN contact c ON c.id = m.contact_id
              LEFT JOIN enrolment e ON e.process_instance_id = m.process_instance_id
             WHERE m.id = :id
            """)
        .param("id", id)
        .query(SentMessages::read)
        .optional();
  }

  /** Whether this message's reader confirmed already. */
  boolean isConfirmed(UUID id) {
    return jdbc.sql(
            "SELECT EXISTS (SELECT FROM event WHERE source = :source AND event_id = :confirmation)")
        .param("source", Hits.SOURCE)
        .param("confirmation", Hits.confirmation(id))
        .query(Boolean.class)
        .single();
  }

  private static SentMessage read(ResultSet row, int number) throws SQLException {
    long contact = row.getLong("contact_id");
    boolean erased = row.wasNull();
    Timestamp settled = row.getTimestamp("settled_at");
    return new SentMessage(
        row.getObject("id", UUID.class),
        erased ? null : new ContactId(contact),
        row.getString("journey_key"),
        row.getInt("version"),
        row.getString("step"),
        row.getString("process_instance_id"),
        Channel.of(row.getString("channel")).orElseThrow(),
        settled == null ? null : settled.toInstant(),
        row.getString("locale"),
        row.getBoolean("ended"));
  }
}
