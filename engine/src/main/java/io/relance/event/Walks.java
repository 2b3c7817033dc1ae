package io.relance.event;

import io.relance.core.ContactId;
import io.relance.process.MessageNames;
import io.relance.runtime.Tokens.Waiting;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
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

  /** A token that an event moves. */
  record Reached(long event, Walk walk, Waiting waiting) {}

  /**
   * The tokens that these events move: of each walk the one that began to wait last. An event with
   * a key reaches the walks of that object, and those without any. What a reader did with a message
   * concerns the walk that sent it, unless the token waits for any such message.
   */
  static final String REACHED =
      """
      SELECT DISTINCT ON (v.id, w.id)
             v.id AS event, w.*, s.id_, s.execution_id_, s.event_name_, s.activity_id_
        FROM event v
        JOIN enrolment w ON w.contact_id = v.contact_id AND w.ended_at IS NULL
                        AND (v.key IS NULL OR w.object_id IS NULL OR w.object_id = v.key)
        JOIN journey j ON j.key = w.journey_key AND j.state = 'live'
        JOIN act_ru_event_subscr s
          ON s.proc_inst_id_ = w.process_instance_id AND s.event_type_ = 'message'
         AND s.event_name_ IN (v.name, v.name || ':' || v.step, v.name || ':' || v.step || ':' || v.link)
        LEFT JOIN message m ON m.id = v.message_id
       WHERE v.id = ANY (:events)
         AND (v.message_id IS NULL
              OR (s.event_name_ = v.name AND v.name <> :confirmed)
              OR m.process_instance_id = w.process_instance_id)
       ORDER BY v.id, w.id, s.created_ DESC, s.id_ DESC
      """;

  List<Reached> reached(Collection<StoredEvent> events) {
    return jdbc.sql(REACHED)
        .param("events", events.stream().map(StoredEvent::id).toArray(Long[]::new))
        .param("confirmed", MessageNames.OPT_IN_CONFIRMED)
        .query(
            (row, number) -> {
              Walk walk = read(row, number);
              return new Reached(
                  row.getLong("event"),
                  walk,
                  new Waiting(
                      walk.processInstanceId(),
                      row.getString("execution_id_"),
                      row.getString("id_"),
                      walk.contact(),
                      row.getString("event_name_"),
                      row.getString("activity_id_")));
            })
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

  /**
   * Notes that walks use events, and lays the events' properties over the walks' data, before the
   * tokens move.
   */
  void use(List<Reached> uses) {
    Long[] events = uses.stream().map(Reached::event).toArray(Long[]::new);
    Long[] walks = uses.stream().map(use -> use.walk().id()).toArray(Long[]::new);
    jdbc.sql(
            """
            INSERT INTO event_use (event_id, enrolment_id, step, at)
            SELECT u.event, u.walk, u.step, :now FROM unnest(:events, :walks, :steps) AS u(event, walk, step)
            """)
        .param("events", events)
        .param("walks", walks)
        .param("steps", uses.stream().map(use -> use.waiting().step()).toArray(String[]::new))
        .param("now", clock.instant().atOffset(ZoneOffset.UTC))
        .update();
    jdbc.sql(
            """
            UPDATE enrolment w
               SET last_event_id = v.id,
                   data = CASE WHEN v.message_id IS NULL THEN w.data || v.properties ELSE w.data END
              FROM unnest(:events, :walks) AS u(event, walk)
              JOIN event v ON v.id = u.event
             WHERE w.id = u.walk
            """)
        .param("events", events)
        .param("walks", walks)
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
