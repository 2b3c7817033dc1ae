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

  private record Numbered(long id, Row row) {}

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
    return jdbc.sql("SELECT id FROM contact WHERE external_id = :id")
        .param("id", externalId)
        .query(Long.class)
        .optional()
        .map(ContactId::new);
  }

  /** The contacts of these external ids; those that nobody has are missing. */
  Map<String, ContactId> contacts(Collection<String> externalIds) {
    Map<String, ContactId> found = new HashMap<>();
    jdbc.sql("SELECT external_id, id FROM contact WHERE external_id = ANY (CAST(:ids AS text[]))")
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
                    OR e.contact_id IN (SELECT id FROM contact WHERE external_id IN (:ids))
                       AND c.external_id || coalesce(':' || e.object_id, '') = :rest)
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
             WHERE x.proc_inst_id_ = :instance AND x.act_id_ IS NOT NULL AND x.is_active_
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

  Page page(
      String journey,
      @Nullable Integer version,
      @Nullable String step,
      @Nullable String state,
      @Nullable String cursor) {
    List<Numbered> rows =
        jdbc.sql(
                """
                SELECT * FROM (
                  SELECT e.id, e.journey_key, e.contact_id, e.object_id, e.entered_at, e.outcome, e.ended_at, c.external_id,
                         %s AS state, x.act_id_ AS step, %s AS until
                    FROM enrolment e
                    LEFT JOIN contact c ON c.id = e.contact_id
                    LEFT JOIN LATERAL (SELECT * FROM act_ru_execution t
                                        WHERE t.proc_inst_id_ = e.process_instance_id AND t.is_active_
                                          AND t.act_id_ IS NOT NULL
                                          AND (CAST(:step AS text) IS NULL OR t.act_id_ = :step)
                                        ORDER BY t.id_ LIMIT 1) x ON true
                   WHERE e.journey_key = :journey
                     AND (CAST(:version AS integer) IS NULL OR e.version = :version)
                     AND e.id < :before) page
                 WHERE (CAST(:step AS text) IS NULL OR step IS NOT NULL)
                   AND (CAST(:state AS text) IS NULL OR state = :state OR (:state = 'inside' AND ended_at IS NULL))
                 ORDER BY id DESC
                 LIMIT :limit
                """
                    .formatted(STATE, UNTIL))
            .param("journey", journey)
            .param("version", version)
            .param("step", step)
            .param("state", state)
            .param("before", before(cursor))
            .param("limit", PAGE + 1)
            .query(
                (row, number) ->
                    new Numbered(
                        row.getLong("id"),
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
        shown.stream().map(Numbered::row).toList(),
        more ? Long.toString(shown.get(PAGE - 1).id(), 36) : null);
  }

  private static long before(@Nullable String cursor) {
    try {
      return cursor == null || cursor.isEmpty() ? Long.MAX_VALUE : Long.parseLong(cursor, 36);
    } catch (NumberFormatException e) {
      throw new Rejected(
          400,
          "bad-cursor",
          "the cursor was not given by an earlier page; begin again without one");
    }
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
