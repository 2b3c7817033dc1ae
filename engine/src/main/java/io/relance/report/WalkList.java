package io.relance.report;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Who is in which journey, at which step, until when. */
@Repository
public class WalkList {

  /** Camunda keeps its due dates as UTC without a zone. */
  private static final String FIELDS =
      """
      SELECT e.*, j.name AS journey_name, c.external_id,
             COALESCE(NULLIF(concat_ws(' ', c.attributes ->> 'firstName', c.attributes ->> 'lastName'), ''), c.email,
                      c.external_id) AS contact_title,
             %s AS place,
             CASE WHEN e.ended_at IS NULL THEN
               (SELECT x.act_id_
                  FROM act_ru_execution x
                 WHERE x.proc_inst_id_ = e.process_instance_id
                   AND NOT x.is_event_scope_ AND x.act_id_ IS NOT NULL
                   AND NOT EXISTS (SELECT FROM act_ru_execution y
                                    WHERE y.parent_id_ = x.id_ AND NOT y.is_event_scope_)
                 ORDER BY x.id_
                 LIMIT 1) END AS step,
             CASE WHEN e.ended_at IS NULL THEN
               (SELECT min(t.duedate_) AT TIME ZONE 'UTC'
                  FROM act_ru_job t
                 WHERE t.process_instance_id_ = e.process_instance_id AND t.type_ = 'timer') END AS until
        FROM enrolment e
        JOIN journey j ON j.key = e.journey_key
        LEFT JOIN contact c ON c.id = e.contact_id
      """
          .formatted(Place.OF_ENROLMENT);

  private final JdbcClient jdbc;
  private final Drawings drawings;

  WalkList(JdbcClient jdbc, Drawings drawings) {
    this.jdbc = jdbc;
    this.drawings = drawings;
  }

  /** The walks of a contact: those that are not over first, then the newest. */
  List<Walk> ofContact(long contact) {
    return jdbc.sql(
            FIELDS
                + " WHERE e.contact_id = :contact ORDER BY e.ended_at IS NOT NULL, e.id DESC LIMIT"
                + " 200")
        .param("contact", contact)
        .query(this::read)
        .list();
  }

  /** A page of those who are inside a version, the newest first. */
  public Page<Walk> inside(String journey, int version, @Nullable String cursor, int limit) {
    Cursor from = Cursor.of(cursor);
    List<Walk> rows =
        jdbc.sql(
                FIELDS
                    + """
                     WHERE e.journey_key = :journey AND e.version = :version AND e.ended_at IS NULL
                       AND e.id < :before
                     ORDER BY e.id DESC
                     LIMIT :limit
                    """)
            .param("journey", journey)
            .param("version", version)
            .param("before", from.number())
            .param("limit", limit + 1)
            .query(this::read)
            .list();
    return Page.of(rows, limit, walk -> new Cursor(walk.enteredAt(), Long.toString(walk.id())));
  }

  private Walk read(ResultSet row, int number) throws SQLException {
    String step = row.getString("step");
    Drawing drawing = drawings.of(row.getString("journey_key"), row.getInt("version"));
    return new Walk(
        row.getLong("id"),
        row.getString("business_key"),
        row.getString("external_id"),
        row.getString("contact_title"),
        row.getString("journey_key"),
        row.getString("journey_name"),
        row.getInt("version"),
        row.getString("object_id"),
        row.getString("place"),
        row.getString("outcome"),
        row.getString("end_detail"),
        Objects.requireNonNull(Rows.instant(row, "entered_at")),
        Rows.instant(row, "ended_at"),
        step,
        step == null ? null : drawing.name(step),
        step == null ? null : drawing.group(step),
        Rows.instant(row, "until"));
  }
}
