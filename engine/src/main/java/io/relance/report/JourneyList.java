package io.relance.report;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** All journeys with what is going on in them. */
@Repository
public class JourneyList {

  private static final String ROWS =
      """
      SELECT j.*,
             j.draft_bpmn IS NOT NULL AND NOT EXISTS (
               SELECT FROM journey_version v
                WHERE v.journey_key = j.key AND v.version = j.version AND v.bpmn = j.draft_bpmn) AS unpublished,
             COALESCE(e.inside, 0) AS inside, COALESCE(e.today, 0) AS today, COALESCE(e.entered, 0) AS entered,
             COALESCE(e.ended, 0) AS ended, COALESCE(e.completed, 0) AS completed, COALESCE(i.incidents, 0) AS incidents
        FROM journey j
        LEFT JOIN (SELECT journey_key,
                          sum(n) FILTER (WHERE what = 'entered') AS entered,
                          sum(CASE what WHEN 'entered' THEN n ELSE -n END) AS inside,
                          sum(n) FILTER (WHERE what = 'entered' AND word >= quarter_of(:today)) AS today,
                          sum(n) FILTER (WHERE what = 'ended') AS ended,
                          sum(n) FILTER (WHERE what = 'ended' AND word NOT IN
                            ('withdrawn', 'opted-out', 'stopped', 'erased', 'restarted')) AS completed
                     FROM journey_count_now
                    WHERE what IN ('entered', 'ended') AND (CAST(:key AS text) IS NULL OR journey_key = :key)
                    GROUP BY journey_key) e ON e.journey_key = j.key
        LEFT JOIN (SELECT w.journey_key, count(*) AS incidents
                     FROM (SELECT DISTINCT proc_inst_id_ FROM act_ru_incident) n
                    CROSS JOIN LATERAL (
                          SELECT journey_key FROM enrolment
                           WHERE process_instance_id = n.proc_inst_id_ AND ended_at IS NULL
                           LIMIT 1) w
                    GROUP BY w.journey_key) i ON i.journey_key = j.key
       WHERE (CAST(:key AS text) IS NULL OR j.key = :key)
         AND (CAST(:state AS text) IS NULL OR j.state = :state)
         AND (j.name ILIKE :like OR j.key ILIKE :like)
      """;

  private static final Comparator<JourneyRow> BY_NAME =
      Comparator.comparing(JourneyRow::name, String.CASE_INSENSITIVE_ORDER)
          .thenComparing(JourneyRow::key);

  private static final Map<String, Comparator<JourneyRow>> ORDERS =
      Map.of(
          "name", BY_NAME,
          "inside", Comparator.comparing(JourneyRow::inside).reversed().thenComparing(BY_NAME),
          "today", Comparator.comparing(JourneyRow::enteredToday).reversed().thenComparing(BY_NAME),
          "completed",
              Comparator.comparing(
                      JourneyRow::completedShare, Comparator.nullsFirst(Comparator.naturalOrder()))
                  .reversed()
                  .thenComparing(BY_NAME),
          "incidents",
              Comparator.comparing(JourneyRow::incidents).reversed().thenComparing(BY_NAME));

  private final JdbcClient jdbc;

  JourneyList(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * The journeys that fit.
   *
   * @param today when the viewer's day began
   * @param sort name, inside, today, completed or incidents
   */
  public List<JourneyRow> find(
      @Nullable String text, @Nullable String state, @Nullable String sort, Instant today) {
    return rows(null, state, text, today).stream()
        .sorted(ORDERS.getOrDefault(sort == null ? "name" : sort, BY_NAME))
        .toList();
  }

  /** One journey. */
  public Optional<JourneyRow> byKey(String key, Instant today) {
    return rows(key, null, null, today).stream().findFirst();
  }

  /** How many journeys are in which state. */
  public Map<String, Long> states() {
    return jdbc
        .sql("SELECT state, count(*) AS n FROM journey GROUP BY state")
        .query((row, number) -> Map.entry(row.getString("state"), row.getLong("n")))
        .list()
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /** The published versions of a journey, the newest first. */
  public List<Version> versions(String key) {
    return jdbc.sql(
            """
            SELECT v.version, v.published_at, v.published_by, COALESCE(c.inside, 0) AS inside
              FROM journey_version v
              LEFT JOIN (SELECT version, sum(CASE what WHEN 'entered' THEN n ELSE -n END) AS inside
                           FROM journey_count_now
                          WHERE journey_key = :key AND what IN ('entered', 'ended')
                          GROUP BY version) c ON c.version = v.version
             WHERE v.journey_key = :key
             ORDER BY v.version DESC
            """)
        .param("key", key)
        .query(
            (row, number) ->
                new Version(
                    row.getInt("version"),
                    row.getTimestamp("published_at").toInstant(),
                    row.getString("published_by"),
                    row.getLong("inside")))
        .list();
  }

  /** Whether there is such a journey and, where one is asked for, such a version. */
  boolean has(String key, @Nullable Integer version) {
    return jdbc.sql(
            """
            SELECT EXISTS (SELECT FROM journey WHERE key = :key)
               AND (CAST(:version AS integer) IS NULL
                    OR EXISTS (SELECT FROM journey_version WHERE journey_key = :key AND version = :version))
            """)
        .param("key", key)
        .param("version", version)
        .query(Boolean.class)
        .single();
  }

  private List<JourneyRow> rows(
      @Nullable String key, @Nullable String state, @Nullable String text, Instant today) {
    return jdbc.sql(ROWS)
        .param("key", key)
        .param("state", state == null || state.isEmpty() ? null : state)
        .param("like", Rows.containing(text))
        .param("today", today.atOffset(ZoneOffset.UTC))
        .query(
            (row, number) ->
                new JourneyRow(
                    row.getString("key"),
                    row.getString("name"),
                    row.getString("state"),
                    Rows.integer(row, "version"),
                    row.getInt("draft_revision"),
                    row.getBoolean("unpublished") ? Rows.instant(row, "draft_saved_at") : null,
                    row.getString("draft_saved_by"),
                    row.getLong("inside"),
                    row.getLong("today"),
                    row.getLong("entered"),
                    row.getLong("ended"),
                    row.getLong("completed"),
                    row.getLong("incidents")))
        .list();
  }

  /** One published version. */
  public record Version(int version, Instant publishedAt, String publishedBy, long inside) {}
}
