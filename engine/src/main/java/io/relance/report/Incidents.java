package io.relance.report;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Steps and starts that failed for good and wait for a person, one line per cause. */
@Repository
public class Incidents {

  private final JdbcClient jdbc;
  private final Drawings drawings;

  Incidents(JdbcClient jdbc, Drawings drawings) {
    this.jdbc = jdbc;
    this.drawings = drawings;
  }

  /** All causes, the most frequent first. */
  public List<Backlog.Incident> grouped() {
    return jdbc.sql(
            """
            SELECT e.journey_key, j.name, e.version, i.activity_id_, i.incident_msg_, count(*) AS n,
                   min(i.incident_timestamp_) AT TIME ZONE 'UTC' AS since, min(c.external_id) AS contact
              FROM act_ru_incident i
              JOIN enrolment e ON e.process_instance_id = i.proc_inst_id_
              JOIN journey j ON j.key = e.journey_key
              LEFT JOIN contact c ON c.id = e.contact_id
             GROUP BY 1, 2, 3, 4, 5
             ORDER BY n DESC, since
            """)
        .query(
            (row, number) -> {
              String journey = row.getString("journey_key");
              int version = row.getInt("version");
              String step = Objects.requireNonNullElse(row.getString("activity_id_"), "");
              return new Backlog.Incident(
                  journey,
                  row.getString("name"),
                  version,
                  step,
                  drawings.of(journey, version).name(step),
                  row.getString("incident_msg_"),
                  row.getLong("n"),
                  Objects.requireNonNull(Rows.instant(row, "since")),
                  row.getString("contact"));
            })
        .list();
  }

  /** Starts that failed: these contacts are in no journey yet. */
  public List<Backlog.NotEntered> notEntered() {
    return jdbc.sql(
            """
            SELECT r.journey_key, j.name, f.reason, count(DISTINCT f.contact_id) AS n, min(f.at) AS since, min(c.external_id) AS contact
              FROM enrolment_run_failure f
              JOIN enrolment_run r ON r.id = f.run_id
              JOIN journey j ON j.key = r.journey_key
              LEFT JOIN contact c ON c.id = f.contact_id
             WHERE f.contact_id IS NOT NULL
             GROUP BY 1, 2, 3
             ORDER BY n DESC, since
            """)
        .query(
            (row, number) ->
                new Backlog.NotEntered(
                    row.getString("journey_key"),
                    row.getString("name"),
                    row.getString("reason"),
                    row.getLong("n"),
                    Objects.requireNonNull(Rows.instant(row, "since")),
                    row.getString("contact")))
        .list();
  }

  /** The engine's jobs behind one cause, to be tried again. */
  public List<String> jobs(String journey, int version, String step, @Nullable String message) {
    return jdbc.sql(
            """
            SELECT i.configuration_
              FROM act_ru_incident i
              JOIN enrolment e ON e.process_instance_id = i.proc_inst_id_
             WHERE i.incident_type_ = 'failedJob' AND e.journey_key = :journey AND e.version = :version
               AND i.activity_id_ = :step AND i.incident_msg_ IS NOT DISTINCT FROM CAST(:message AS text)
             ORDER BY i.incident_timestamp_
             LIMIT 10000
            """)
        .param("journey", journey)
        .param("version", version)
        .param("step", step)
        .param("message", message)
        .query(String.class)
        .list();
  }
}
