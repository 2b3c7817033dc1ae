package io.relance.journey;

import io.relance.core.ContactId;
import io.relance.core.Rejected;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads where people stand. */
@Component
class EnrolmentQueries {

  private static final int PAGE = 50;

  /** What cursors of a list by step begin with: they are no numbers, as those of the others are. */
  private static final String AT = "at-";

  private final JdbcClient jdbc;

  EnrolmentQueries(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** One row of a list; {@code until} is the next timer, where there is one. */
  record Row(
      String businessKey,
      String contact,
      String state,
      @Nullable String step,
      Instant enteredAt,
      @Nullable Instant until,
      @Nullable String outcome) {}

  private record Numbered(String cursor, Row row) {}

  record Page(List<Row> items, @Nullable String next) {}

  /** Where a token stands. */
  record Wait(String step, @Nullable Instant until) {}

  /** One step passed. */
  record Passed(Instant at, String step, @Nullable String outcome, boolean cancelled) {}

  record Detail(
      String businessKey,
      String journey,
      int version,
      String contact,
      @Nullable String objectId,
      String state,
      @Nullable String outcome,
      @Nullable String reason,
      Instant enteredAt,
      @Nullable Instant endedAt,
      List<Wait> waits,
      List<Passed> trail) {}

  record Found(long id, String processInstanceId) {}

  Optional<ContactId> contact(String externalId) {
    return jdbc.sql("SELECT contact_id FROM contact_name WHERE external_id = :id LIMIT 1")
        .param("id", externalId)
        .query(Long.class)
        .optional()
        .map(ContactId::new);
  }

  /** The contacts of these external ids; those that nobody has are missing. */
  Map<String, ContactId> contacts(Collection<String> externalIds) {
    Map<String, ContactId> found = new HashMap<>();
    jdbc.sql(
            "SELECT external_id, contact_id FROM contact_name WHERE external_id = ANY (CAST(:ids AS"
                + " text[]))")
        .param("ids", externalIds.toArray(String[]::new))
        .query(
            row -> {
              found.put(row.getString(1), new ContactId(row.getLong(2)));
            });
    return found;
  }

  /** How many contacts there are. */
  long contacts() {
    return jdbc.sql("SELECT count(*) FROM contact").query(Long.class).single();
  }

  /**
   * The newest enrolment under a business key, with the caller's own id for the contact in it, or
   * with ours.
   */
  Optional<Found> find(String journey, String businessKey) {
    if (!businessKey.startsWith(journey + ":")) {
      return Optional.empty();
    }
    String rest = businessKey.substring(journey.length() + 1);
    List<String> ids = new ArrayList<>(List.of(rest));
    for (int colon = rest.indexOf(':'); colon >= 0; colon = rest.indexOf(':', colon + 1)) {
      ids.add(rest.substring(0, colon));
    }
    return jdbc.sql(
            """
            SELECT e.id, e.process_instance_id
              FROM enrolment e
              LEFT JOIN contact c ON c.id = e.contact_id
             WHERE e.journey_key = :journey
               AND (e.business_key = :key
                    OR e.contact_id IN (SELECT contact_id FROM contact_name WHERE external_id IN (:ids))
                       AND EXISTS (SELECT FROM contact_name n
                                    WHERE n.contact_id = e.contact_id
                                      AND n.external_id || coalesce(':' || e.object_id, '') = :rest))
             ORDER BY (c.external_id || coalesce(':' || e.object_id, '') = :rest) DESC NULLS LAST, e.id DESC
             LIMIT 1
            """)
        .param("journey", journey)
        .param("key", businessKey)
        .param("ids", ids)
        .param("rest", rest)
        .query(Found.class)
        .optional();
  }

  Detail detail(Found found) {
    return jdbc.sql(
            """
            SELECT e.*, c.external_id, %s AS state
              FROM enrolment e
              LEFT JOIN contact c ON c.id = e.contact_id
             WHERE e.id = :id
            """
                .formatted(STATE))
        .param("id", found.id())
        .query(
            (row, number) ->
                new Detail(
                    key(
                        row.getString("journey_key"),
                        row.getString("external_id"),
                        row.getLong("contact_id"),
                        row.getString("object_id")),
                    row.getString("journey_key"),
                    row.getInt("version"),
                    contact(row.getString("external_id"), row.getLong("contact_id")),
                    row.getString("object_id"),
                    row.getString("state"),
                    row.getTimestamp("ended_at") == null ? null : row.getString("outcome"),
                    row.getString("end_detail"),
                    row.getTimestamp("entered_at").toInstant(),
                    row.getTimestamp("ended_at") == null
                        ? null
                        : row.getTimestamp("ended_at").toInstant(),
                    waits(found.processInstanceId()),
                    trail(found.processInstanceId())))
        .single();
  }

  /** A walk is in exactly one of these: ended, in an incident, queued behind a message, waiting. */
  private static final String STATE =
      """
      CASE WHEN e.ended_at IS NOT NULL THEN 'ended'
           WHEN EXISTS (SELECT FROM act_ru_incident i WHERE i.proc_inst_id_ = e.process_instance_id) THEN 'incident'
           WHEN EXISTS (SELECT FROM message m WHERE m.process_instance_id = e.process_instance_id
                                                AND m.state IN ('PENDING', 'SENDING')) THEN 'queued'
           ELSE 'waiting' END
      """;

  /** The next timer of the token, or of the scope that it stands in. */
  private static final String UNTIL =
      """
      (SELECT min(j.duedate_) AT TIME ZONE 'UTC' FROM act_ru_job j
        WHERE j.process_instance_id_ = x.proc_inst_id_ AND j.type_ = 'timer'
          AND j.execution_id_ IN (x.id_, x.parent_id_))
      """;

  private List<Wait> waits(String processInstanceId) {
    return jdbc.sql(
            """
            SELECT x.act_id_ AS step, %s AS until
              FROM act_ru_execution x
             WHERE x.proc_inst_id_ = :instance AND x.act_id_ IS NOT NULL
             ORDER BY x.act_id_
            """
                .formatted(UNTIL))
        .param("instance", processInstanceId)
        .query((row, number) -> new Wait(row.getString("step"), instant(row.getTimestamp("until"))))
        .list();
  }

  private List<Passed> trail(String processInstanceId) {
    return jdbc.sql(
            """
            SELECT at, step, outcome, cancelled FROM trail WHERE process_instance_id = :instance ORDER BY id LIMIT 1000
            """)
        .param("instance", processInstanceId)
        .query(
            (row, number) ->
                new Passed(
                    row.getTimestamp("at").toInstant(),
                    row.getString("step"),
                    row.getString("outcome"),
                    row.getBoolean("cancelled")))
        .list();
  }

  /** Those inside one version, or those who are over, the newest first: the walk of an index. */
  private static final String OF_A_VERSION =
      """
      (SELECT e.id
         FROM enrolment e
        WHERE e.journey_key = v.journey_key AND e.version = v.version AND e.ended_at %s AND e.id < :before
        ORDER BY e.id DESC
        LIMIT :limit)
      """;

  private static final String INSIDE_OF_A_VERSION = OF_A_VERSION.formatted("IS NULL AND %s");
  private static final String OVER_OF_A_VERSION = OF_A_VERSION.formatted("IS NOT NULL");

  private static final String OF_VERSIONS =
      """
      SELECT one.id
        FROM journey_version v
       CROSS JOIN LATERAL (%s) one
       WHERE v.journey_key = :journey AND (CAST(:version AS integer) IS NULL OR v.version = :version)
       ORDER BY one.id DESC
       LIMIT :limit
      """;

  private static final String IN_AN_INCIDENT =
      """
      SELECT DISTINCT e.id
        FROM (SELECT DISTINCT proc_inst_id_ FROM act_ru_incident) i
       CROSS JOIN LATERAL (
             SELECT id FROM enrolment
              WHERE process_instance_id = i.proc_inst_id_ AND ended_at IS NULL AND id < :before
                AND journey_key = :journey AND (CAST(:version AS integer) IS NULL OR version = :version)
              LIMIT 1) e
       ORDER BY e.id DESC
       LIMIT :limit
      """;

  private static final String BEHIND_A_MESSAGE =
      """
      SELECT DISTINCT e.id
        FROM (SELECT DISTINCT process_instance_id
                FROM message
               WHERE journey_key = :journey AND (CAST(:version AS integer) IS NULL OR version = :version)
                 AND state IN ('PENDING', 'SENDING')) m
       CROSS JOIN LATERAL (
             SELECT id, process_instance_id FROM enrolment
              WHERE process_instance_id = m.process_instance_id AND ended_at IS NULL AND id < :before
              LIMIT 1) e
       WHERE NOT EXISTS (SELECT FROM act_ru_incident i WHERE i.proc_inst_id_ = e.process_instance_id)
       ORDER BY e.id DESC
       LIMIT :limit
      """;

  /** In the order of the engine's ids, which an index has: any number may stand at a step. */
  private static final String AT_A_STEP =
      """
      SELECT e.id
        FROM journey_version v
       CROSS JOIN LATERAL (
             SELECT DISTINCT x.proc_inst_id_
               FROM act_ru_execution x
              WHERE x.act_id_ = :step AND x.proc_def_id_ = v.process_definition_id AND %s
              ORDER BY x.proc_inst_id_ DESC
              LIMIT :limit) one
        JOIN enrolment e ON e.process_instance_id = one.proc_inst_id_
       WHERE v.journey_key = :journey AND (CAST(:version AS integer) IS NULL OR v.version = :version)
       ORDER BY e.process_instance_id DESC
       LIMIT :limit
      """;

  /** Below this, the walks behind a message are few enough to be looked up from the messages. */
  private static final long FEW = 5_000;

  private static final String PAGED =
      """
      SELECT e.id, e.journey_key, e.contact_id, e.object_id, e.process_instance_id, e.entered_at, e.outcome, e.ended_at,
             c.external_id, %s AS state, x.act_id_ AS step, %s AS until
        FROM (%s) page
        JOIN enrolment e ON e.id = page.id
        LEFT JOIN contact c ON c.id = e.contact_id
        LEFT JOIN LATERAL (SELECT * FROM act_ru_execution t
                            WHERE t.proc_inst_id_ = e.process_instance_id AND t.act_id_ IS NOT NULL
                              AND (CAST(:step AS text) IS NULL OR t.act_id_ = :step)
                            ORDER BY t.id_ LIMIT 1) x ON true
       ORDER BY %s DESC
       LIMIT :limit
      """;

  /** The newest first; those at one step in no order that a person would know. */
  Page page(
      String journey,
      @Nullable Integer version,
      @Nullable String step,
      @Nullable String state,
      @Nullable String cursor) {
    Optional<String> found =
        step == null ? inState(journey, version, state) : atStep(state, cursor);
    if (found.isEmpty()) {
      return new Page(List.of(), null);
    }
    List<Numbered> rows =
        jdbc.sql(
                PAGED.formatted(
                    STATE, UNTIL, found.get(), step == null ? "e.id" : "e.process_instance_id"))
            .param("journey", journey)
            .param("version", version)
            .param("step", step)
            .param("before", step == null ? before(cursor) : 0)
            .param("beforeInstance", step == null ? null : beforeInstance(cursor))
            .param("limit", PAGE + 1)
            .query(
                (row, number) ->
                    new Numbered(
                        step == null
                            ? Long.toString(row.getLong("id"), 36)
                            : AT + row.getString("process_instance_id"),
                        new Row(
                            key(
                                row.getString("journey_key"),
                                row.getString("external_id"),
                                row.getLong("contact_id"),
                                row.getString("object_id")),
                            contact(row.getString("external_id"), row.getLong("contact_id")),
                            row.getString("state"),
                            row.getString("step"),
                            row.getTimestamp("entered_at").toInstant(),
                            instant(row.getTimestamp("until")),
                            row.getTimestamp("ended_at") == null
                                ? null
                                : row.getString("outcome"))))
            .list();
    boolean more = rows.size() > PAGE;
    List<Numbered> shown = more ? rows.subList(0, PAGE) : rows;
    return new Page(
        shown.stream().map(Numbered::row).toList(), more ? shown.get(PAGE - 1).cursor() : null);
  }

  /** Which rows, each by the way that is short for it; empty for a state that does not exist. */
  private Optional<String> inState(
      String journey, @Nullable Integer version, @Nullable String state) {
    String any = INSIDE_OF_A_VERSION.formatted("true");
    return switch (state == null ? "" : state) {
      case "" -> Optional.of(OF_VERSIONS.formatted(any + " UNION ALL " + OVER_OF_A_VERSION));
      case "inside" -> Optional.of(OF_VERSIONS.formatted(any));
      case "ended" -> Optional.of(OF_VERSIONS.formatted(OVER_OF_A_VERSION));
      case "incident" -> Optional.of(IN_AN_INCIDENT);
      case "queued" ->
          Optional.of(queued(journey, version) < FEW ? BEHIND_A_MESSAGE : filtered("queued"));
      case "waiting" -> Optional.of(filtered("waiting"));
      default -> Optional.empty();
    };
  }

  private static String filtered(String state) {
    return OF_VERSIONS.formatted(
        INSIDE_OF_A_VERSION.formatted("(" + STATE + ") = '" + state + "'"));
  }

  private static Optional<String> atStep(@Nullable String state, @Nullable String cursor) {
    String below =
        cursor == null || cursor.isEmpty() ? "true" : "x.proc_inst_id_ < :beforeInstance";
    return switch (state == null || state.isEmpty() ? "inside" : state) {
      case "inside" -> Optional.of(AT_A_STEP.formatted(below));
      case "incident", "queued", "waiting" ->
          Optional.of(
              AT_A_STEP.formatted(
                  below
                      + " AND (SELECT "
                      + STATE
                      + " FROM enrolment e WHERE e.process_instance_id = x.proc_inst_id_) = '"
                      + state
                      + "'"));
      default -> Optional.empty();
    };
  }

  private long queued(String journey, @Nullable Integer version) {
    return jdbc.sql(
            """
            SELECT COALESCE(sum(n), 0)
              FROM journey_count_now
             WHERE journey_key = :journey AND (CAST(:version AS integer) IS NULL OR version = :version)
               AND what = 'message' AND word = 'QUEUED'
            """)
        .param("journey", journey)
        .param("version", version)
        .query(Long.class)
        .single();
  }

  private static long before(@Nullable String cursor) {
    try {
      return cursor == null || cursor.isEmpty() ? Long.MAX_VALUE : Long.parseLong(cursor, 36);
    } catch (NumberFormatException e) {
      throw foreign();
    }
  }

  private static @Nullable String beforeInstance(@Nullable String cursor) {
    if (cursor == null || cursor.isEmpty()) {
      return null;
    }
    if (!cursor.startsWith(AT)) {
      throw foreign();
    }
    return cursor.substring(AT.length());
  }

  private static Rejected foreign() {
    return new Rejected(
        400, "bad-cursor", "the cursor was not given by an earlier page; begin again without one");
  }

  private static String contact(@Nullable String externalId, long id) {
    return externalId == null ? "erased-" + id : externalId;
  }

  private static String key(
      String journey, @Nullable String externalId, long id, @Nullable String objectId) {
    return journey + ":" + contact(externalId, id) + (objectId == null ? "" : ":" + objectId);
  }

  private static @Nullable Instant instant(java.sql.@Nullable Timestamp timestamp) {
    return timestamp == null ? null : timestamp.toInstant();
  }
}
