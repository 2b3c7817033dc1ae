package io.relance.report;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Everything that happened to one contact, the newest first, with the why of each send and
 * non-send.
 */
@Repository
public class Timeline {

  /** What can be asked for alone. */
  public static final List<String> KINDS =
      List.of("message", "event", "step", "consent", "journey");

  /**
   * Each part gives at most one page, newest first, so that a long life stays quick to read. The
   * digit before an id puts causes below their effects where both have the same instant.
   */
  private static final String ENTRIES =
      """
      SELECT * FROM (
        (SELECT received_at AS at, '3e' || lpad(id::text, 19, '0') AS id, 'event' AS kind, NULL AS journey_key,
                NULL::integer AS version, step, name AS title, lower(state) AS outcome, machine AS why,
                CASE WHEN properties = '{}' THEN NULL ELSE properties::text END AS detail,
                NULL AS channel, NULL AS purpose, message_id::text AS message_id
           FROM event
          WHERE contact_id = :contact AND 'event' IN (:kinds)
            AND (received_at, '3e' || lpad(id::text, 19, '0')) < (:at, :id)
          ORDER BY received_at DESC, id DESC LIMIT :limit)
        UNION ALL
        (SELECT COALESCE(settled_at, created_at), '6m' || id, 'message', journey_key, version, step, channel,
                lower(state), reason, detail, channel, purpose, id::text
           FROM message
          WHERE contact_id = :contact AND 'message' IN (:kinds)
            AND (COALESCE(settled_at, created_at), '6m' || id) < (:at, :id)
          ORDER BY COALESCE(settled_at, created_at) DESC, id DESC LIMIT :limit)
        UNION ALL
        (SELECT t.at, '5s' || lpad(t.id::text, 19, '0'), 'step', t.journey_key, t.version, t.step, t.step,
                t.outcome, CASE WHEN t.cancelled THEN 'cancelled' END, NULL, NULL, NULL, NULL
           FROM enrolment e
           JOIN trail t ON t.process_instance_id = e.process_instance_id
          WHERE e.contact_id = :contact AND 'step' IN (:kinds)
            AND (t.at, '5s' || lpad(t.id::text, 19, '0')) < (:at, :id)
          ORDER BY t.at DESC, t.id DESC LIMIT :limit)
        UNION ALL
        (SELECT at, '2c' || lpad(id::text, 19, '0'), 'consent', NULL, NULL, NULL, channel, status, source,
                nullif(facts::text, '{}'), channel, purpose, NULL
           FROM consent_record
          CROSS JOIN LATERAL (SELECT proof || jsonb_strip_nulls(jsonb_build_object(
                  'basis', nullif(basis, 'consent'), 'textVersion', text_version)) AS facts) AS said
          WHERE contact_id = :contact AND 'consent' IN (:kinds)
            AND (at, '2c' || lpad(id::text, 19, '0')) < (:at, :id)
          ORDER BY at DESC, id DESC LIMIT :limit)
        UNION ALL
        (SELECT e.entered_at, '4n' || lpad(e.id::text, 19, '0'), 'entered', e.journey_key, e.version, NULL, j.name,
                NULL, NULL, e.object_id, NULL, NULL, NULL
           FROM enrolment e JOIN journey j ON j.key = e.journey_key
          WHERE e.contact_id = :contact AND 'journey' IN (:kinds)
            AND (e.entered_at, '4n' || lpad(e.id::text, 19, '0')) < (:at, :id)
          ORDER BY e.entered_at DESC, e.id DESC LIMIT :limit)
        UNION ALL
        (SELECT e.ended_at, '7x' || lpad(e.id::text, 19, '0'), 'ended', e.journey_key, e.version, NULL, j.name,
                COALESCE(e.outcome, 'ended'), NULL, e.end_detail, NULL, NULL, NULL
           FROM enrolment e JOIN journey j ON j.key = e.journey_key
          WHERE e.contact_id = :contact AND e.ended_at IS NOT NULL AND 'journey' IN (:kinds)
            AND (e.ended_at, '7x' || lpad(e.id::text, 19, '0')) < (:at, :id)
          ORDER BY e.ended_at DESC, e.id DESC LIMIT :limit)
      ) everything
      ORDER BY at DESC, id DESC
      LIMIT :limit
      """;

  private final JdbcClient jdbc;
  private final Drawings drawings;

  Timeline(JdbcClient jdbc, Drawings drawings) {
    this.jdbc = jdbc;
    this.drawings = drawings;
  }

  /**
   * A page of what happened.
   *
   * @param kinds some of {@link #KINDS}; all when empty
   */
  public Page<TimelineEntry> of(
      long contact, Set<String> kinds, @Nullable String cursor, int limit) {
    Cursor from = Cursor.of(cursor);
    List<TimelineEntry> rows =
        jdbc.sql(ENTRIES)
            .param("contact", contact)
            .param("kinds", kinds.isEmpty() ? KINDS : List.copyOf(kinds))
            .param("at", from.utc())
            .param("id", from.id())
            .param("limit", limit + 1)
            .query(this::read)
            .list();
    return Page.of(rows, limit, entry -> new Cursor(entry.at(), entry.id()));
  }

  private TimelineEntry read(ResultSet row, int number) throws SQLException {
    String journey = row.getString("journey_key");
    Integer version = Rows.integer(row, "version");
    String step = row.getString("step");
    String kind = row.getString("kind");
    Drawing drawing =
        journey == null || version == null || step == null ? null : drawings.of(journey, version);
    String title =
        drawing == null || step == null || kind.equals("event")
            ? row.getString("title")
            : drawing.name(step);
    return new TimelineEntry(
        row.getString("id"),
        Objects.requireNonNull(Rows.instant(row, "at")),
        kind,
        journey,
        version,
        step,
        title,
        row.getString("outcome"),
        row.getString("why"),
        row.getString("detail"),
        row.getString("channel"),
        row.getString("purpose"),
        row.getString("message_id"),
        drawing == null || step == null ? null : drawing.group(step));
  }
}
