package io.relance.tracking;

import io.relance.consent.ConsentSettings;
import io.relance.core.Channel;
import io.relance.core.ContactId;
import io.relance.process.MessageNames;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Finds the message that a link belongs to. */
@Repository
class SentMessages {

  private static final Duration ON_THE_WAY = Duration.ofHours(1);

  private final JdbcClient jdbc;
  private final ConsentSettings consent;

  SentMessages(JdbcClient jdbc, ConsentSettings consent) {
    this.jdbc = jdbc;
    this.consent = consent;
  }

  Optional<SentMessage> byId(UUID id) {
    return jdbc.sql(
            """
            SELECT m.id, c.id AS contact_id, m.journey_key, m.version, m.step, m.process_instance_id, m.channel,
                   m.settled_at, c.locale, e.ended_at IS NOT NULL OR e.id IS NULL AS ended,
                   o.status AS opens, k.status AS clicks
              FROM message m
              LEFT JOIN contact c ON c.id = m.contact_id
              LEFT JOIN enrolment e ON e.process_instance_id = m.process_instance_id
              LEFT JOIN consent o ON o.contact_id = m.contact_id AND o.channel = m.channel AND o.purpose = 'tracking-opens'
              LEFT JOIN consent k ON k.contact_id = m.contact_id AND k.channel = m.channel AND k.purpose = 'tracking-clicks'
             WHERE m.id = :id
            """)
        .param("id", id)
        .query(this::read)
        .optional();
  }

  /** Whether the reader confirmed already, in this message or in another one of the same walk. */
  boolean isConfirmed(SentMessage message) {
    return jdbc.sql(
            """
            SELECT EXISTS (SELECT FROM event e
                             JOIN message m ON m.id = e.message_id
                            WHERE e.contact_id = :contact AND e.source = :source AND e.name = :name
                              AND m.process_instance_id = :walk)
            """)
        .param("contact", message.contact() == null ? null : message.contact().value())
        .param("source", Hits.SOURCE)
        .param("name", MessageNames.OPT_IN_CONFIRMED)
        .param("walk", message.processInstanceId())
        .query(Boolean.class)
        .single();
  }

  /**
   * Whether the walk still waits for the confirmation, or may come to wait for it: right after the
   * message left, its token is still on the way there.
   */
  boolean mayBeConfirmed(SentMessage message, Instant now) {
    if (message.ended()) {
      return false;
    }
    boolean fresh =
        message.settledAt() == null || message.settledAt().plus(ON_THE_WAY).isAfter(now);
    return fresh
        || jdbc.sql(
                """
                SELECT EXISTS (SELECT FROM act_ru_event_subscr
                                WHERE proc_inst_id_ = :walk AND event_type_ = 'message'
                                  AND (event_name_ = :name OR event_name_ LIKE :name || ':%'))
                """)
            .param("walk", message.processInstanceId())
            .param("name", MessageNames.OPT_IN_CONFIRMED)
            .query(Boolean.class)
            .single();
  }

  private SentMessage read(ResultSet row, int number) throws SQLException {
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
        consent.tracking(row.getString("opens"), row.getString("clicks")),
        row.getBoolean("ended"));
  }
}
