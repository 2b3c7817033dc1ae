package io.relance.runtime;

import io.relance.core.ContactId;
import io.relance.process.WriteBehind;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Tokens that began to wait for something that may have happened already. They are written down for
 * the router's second look, in the transaction that brought them there; the many who wait for what
 * has not happened yet leave no row. Nothing falls between the two: their contacts are held until
 * the commit, and the router holds them when it stores an event that nobody waits for.
 */
@Component
class Wakes {

  private final JdbcClient jdbc;
  private final Nudge nudge;
  private final WriteBehind<Wait> waits = new WriteBehind<>(this::write);

  Wakes(JdbcClient jdbc, Nudge nudge) {
    this.jdbc = jdbc;
    this.nudge = nudge;
  }

  private record Wait(String processInstanceId, String message) {}

  /** A token of this instance waits for this message from now on. */
  void waits(String processInstanceId, String message) {
    waits.add(new Wait(processInstanceId, message));
  }

  private void write(List<Wait> rows) {
    String[] instances = rows.stream().map(Wait::processInstanceId).toArray(String[]::new);
    Moves.hold(jdbc, contacts(instances));
    // A statement of its own after the lock: it must see what was committed while it was waited
    // for.
    int woken =
        jdbc.sql(
                """
                INSERT INTO wake (process_instance_id, name)
                SELECT w.instance, w.name
                  FROM unnest(:instances, :names) AS w(instance, name)
                  JOIN enrolment e ON e.process_instance_id = w.instance AND e.ended_at IS NULL
                 WHERE %s
                """
                    .formatted(HAS_HAPPENED))
            .param("instances", instances)
            .param("names", rows.stream().map(Wait::message).toArray(String[]::new))
            .update();
    if (woken > 0) {
      nudge.afterCommit();
    }
  }

  /**
   * Whether the enrolment {@code e} may have a use for an event that is there, under {@code
   * w.name}.
   */
  private static final String HAS_HAPPENED =
      """
      EXISTS (SELECT FROM event v
               WHERE v.contact_id = e.contact_id AND v.state IN ('BUFFERED', 'CONSUMED')
                 AND (v.name = w.name OR w.name LIKE v.name || ':%')
                 AND NOT EXISTS (SELECT FROM event_use u WHERE u.event_id = v.id AND u.enrolment_id = e.id))
      """;

  private List<ContactId> contacts(String[] instances) {
    return jdbc.sql(
            "SELECT DISTINCT contact_id FROM enrolment WHERE process_instance_id = ANY (:instances)")
        .param("instances", instances)
        .query((row, number) -> new ContactId(row.getLong(1)))
        .list();
  }

  /** Everybody in a journey looks again: it stood still while events came in. */
  void all(String journey) {
    jdbc.sql(
            """
            INSERT INTO wake (process_instance_id, name)
            SELECT w.instance, w.name
              FROM enrolment e
              JOIN LATERAL (SELECT s.proc_inst_id_ AS instance, s.event_name_ AS name
                              FROM act_ru_event_subscr s
                             WHERE s.proc_inst_id_ = e.process_instance_id AND s.event_type_ = 'message') w ON true
             WHERE e.journey_key = :journey AND e.ended_at IS NULL AND %s
            """
                .formatted(HAS_HAPPENED))
        .param("journey", journey)
        .update();
  }
}
