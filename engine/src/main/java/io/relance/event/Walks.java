package io.relance.event;

import io.relance.core.ContactId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The walks that events may reach, and what they used. */
@Repository
class Walks {

  private final JdbcClient jdbc;
  private final Clock clock;

  Walks(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** One contact's present walk through a live journey. */
  record Walk(
      long id,
      String journey,
      ContactId contact,
      @Nullable String objectId,
      String processInstanceId,
      Instant enteredAt) {}

  /**
   * The contact's walks that an event with this key may reach: those of the object, and those
   * without any.
   */
  List<Walk> of(ContactId contact, @Nullable String key) {
    return jdbc.sql(
            """
            SELECT e.*
              FROM enrolment e
              JOIN journey j ON j.key = e.journey_key
             WHERE e.contact_id = :contact AND e.ended_at IS NULL AND j.state = 'live'
               AND (CAST(:key AS text) IS NULL OR e.object_id IS NULL OR e.object_id = :key)
             ORDER BY e.id
            """)
        .param("contact", contact.value())
        .param("key", key)
        .query(Walks::read)
        .list();
  }

  Optional<Walk> ofInstance(String processInstanceId) {
    return jdbc.sql(
            """
            SELECT e.*
              FROM enrolment e
              JOIN journey j ON j.key = e.journey_key
             WHERE e.process_instance_id = :instance AND e.ended_at IS NULL AND j.state = 'live'
            """)
        .param("instance", processInstanceId)
        .query(Walks::read)
        .optional();
  }

  /** Whether the message was sent by this very walk. */
  boolean sent(String processInstanceId, java.util.UUID message) {
    return jdbc.sql("SELECT process_instance_id = :instance FROM message WHERE id = :message")
        .param("instance", processInstanceId)
        .param("message", message)
        .query(Boolean.class)
        .optional()
        .orElse(false);
  }

  /**
   * Notes that a walk uses an event, and lays its properties over the walk's data, before the token
   * moves.
   */
  void use(Walk walk, StoredEvent event, String step) {
    jdbc.sql(
            """
            INSERT INTO event_use (event_id, enrolment_id, step, at) VALUES (:event, :walk, :step, :now)
            """)
        .param("event", event.id())
        .param("walk", walk.id())
        .param("step", step)
        .param("now", clock.instant().atOffset(ZoneOffset.UTC))
        .update();
    jdbc.sql(
            """
            UPDATE enrolment
               SET last_event_id = :event,
                   data = CASE WHEN CAST(:caused AS boolean) THEN data ELSE data || CAST(:properties AS jsonb) END
             WHERE id = :walk
            """)
        .param("event", event.id())
        .param("caused", event.message() != null)
        .param("properties", event.properties())
        .param("walk", walk.id())
        .update();
  }

  private static Walk read(ResultSet row, int number) throws SQLException {
    return new Walk(
        row.getLong("id"),
        row.getString("journey_key"),
        new ContactId(row.getLong("contact_id")),
        row.getString("object_id"),
        row.getString("process_instance_id"),
        row.getTimestamp("entered_at").toInstant());
  }
}
