package io.relance.journey;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Journeys with the numbers that a list shows. */
@Component
class JourneyOverview {

  private final JdbcClient jdbc;
  private final ZoneId zone;
  private final Clock clock;

  JourneyOverview(
      JdbcClient jdbc, @Value("${relance.time-zone:Europe/Paris}") ZoneId zone, Clock clock) {
    this.jdbc = jdbc;
    this.zone = zone;
    this.clock = clock;
  }

  /** One journey; {@code enteredToday} counts from midnight in the installation's zone. */
  record Row(
      String key,
      String name,
      String state,
      @Nullable Integer version,
      @Nullable Draft draft,
      long inside,
      long enteredToday,
      long incidents) {}

  /** The draft's last save. */
  record Draft(int revision, Instant savedAt, String savedBy) {}

  List<Row> all() {
    return read("");
  }

  Row of(String key) {
    return read(key).get(0);
  }

  private List<Row> read(String key) {
    return jdbc.sql(
            """
            SELECT j.key, j.name, j.state, j.version, j.draft_revision, j.draft_saved_at, j.draft_saved_by,
                   count(e.id) FILTER (WHERE e.ended_at IS NULL) AS inside,
                   count(e.id) FILTER (WHERE e.entered_at >= :today) AS entered_today,
                   (SELECT count(DISTINCT i.proc_inst_id_)
                      FROM act_ru_incident i
                      JOIN enrolment w ON w.process_instance_id = i.proc_inst_id_
                     WHERE w.journey_key = j.key) AS incidents
              FROM journey j
              LEFT JOIN enrolment e ON e.journey_key = j.key
                    AND (e.ended_at IS NULL OR e.entered_at >= :today)
             WHERE :key = '' OR j.key = :key
             GROUP BY j.key
             ORDER BY j.name, j.key
            """)
        .param("key", key)
        .param(
            "today",
            LocalDate.ofInstant(clock.instant(), zone)
                .atStartOfDay(zone)
                .toInstant()
                .atOffset(ZoneOffset.UTC))
        .query(
            (row, number) ->
                new Row(
                    row.getString("key"),
                    row.getString("name"),
                    row.getString("state"),
                    row.getObject("version", Integer.class),
                    row.getTimestamp("draft_saved_at") == null
                        ? null
                        : new Draft(
                            row.getInt("draft_revision"),
                            row.getTimestamp("draft_saved_at").toInstant(),
                            row.getString("draft_saved_by")),
                    row.getLong("inside"),
                    row.getLong("entered_today"),
                    row.getLong("incidents")))
        .list();
  }
}
