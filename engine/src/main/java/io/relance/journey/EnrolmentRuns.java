package io.relance.journey;

import io.relance.contact.NamedContacts;
import io.relance.contact.NamedContacts.Named;
import io.relance.core.Audited;
import io.relance.core.ContactId;
import io.relance.core.Rejected;
import io.relance.journey.check.Diagram.Reentry;
import io.relance.runtime.Nudge;
import io.relance.segment.Segments;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** Enrolments of whole sets: begun, paused, resumed, cancelled, and what could not enter. */
@Repository
class EnrolmentRuns {

  private static final int NAMES_AT_A_TIME = 5000;

  private final JdbcClient jdbc;
  private final Journeys journeys;
  private final Segments segments;
  private final ApplicationEventPublisher events;
  private final Nudge nudge;
  private final Clock clock;

  EnrolmentRuns(
      JdbcClient jdbc,
      Journeys journeys,
      Segments segments,
      ApplicationEventPublisher events,
      Nudge nudge,
      Clock clock) {
    this.jdbc = jdbc;
    this.journeys = journeys;
    this.segments = segments;
    this.events = events;
    this.nudge = nudge;
    this.clock = clock;
  }

  /** Somebody who did not enter; {@code retriable} unless nobody is called so. */
  record Failure(
      long id,
      @Nullable String contact,
      @Nullable String objectId,
      String reason,
      boolean retriable) {}

  /** What a set that waits to be confirmed is about. */
  record Outlook(long known, long unknown, long leftOut) {

    public long entering() {
      return known - leftOut;
    }
  }

  /** Everybody who is a contact now. */
  @Transactional
  EnrolmentRun startEveryone(String journey, String who) {
    requireLive(journey);
    UUID id = insert(journey, "everyone", null, EnrolmentRun.RUNNING, who);
    jdbc.sql(
            """
            UPDATE enrolment_run
               SET total = everyone.n, contact_last = everyone.last
              FROM (SELECT count(*) AS n, coalesce(max(id), 0) AS last FROM contact) AS everyone
             WHERE id = :id
            """)
        .param("id", id)
        .update();
    return started(id, journey);
  }

  /**
   * Everybody who belongs to the segment now; who comes into it later does not enter with this run.
   *
   * @param confirmed else the run waits until somebody who has seen the number resumes it
   */
  @Transactional
  EnrolmentRun startSegment(String journey, String segment, boolean confirmed, String who) {
    requireLive(journey);
    String name = segments.get(segment).name();
    UUID id =
        insert(
            journey, "segment", name, confirmed ? EnrolmentRun.RUNNING : EnrolmentRun.READY, who);
    int members =
        segments.insertMembers(
            segment,
            "INSERT INTO enrolment_run_contact (run_id, contact_id) SELECT :run, c.id",
            Map.of("run", id));
    jdbc.sql(
            """
            UPDATE enrolment_run
               SET segment_key = :segment, total = :members,
                   contact_last = coalesce((SELECT max(contact_id) FROM enrolment_run_contact WHERE run_id = :id), 0)
             WHERE id = :id
            """)
        .param("segment", segment)
        .param("members", members)
        .param("id", id)
        .update();
    return started(id, journey);
  }

  /**
   * Everybody whom the file names; who is named again is left out.
   *
   * @param confirmed else the run waits until somebody who has seen the number resumes it
   */
  @Transactional
  EnrolmentRun start(
      String journey,
      NamedContacts file,
      @Nullable String fileName,
      boolean confirmed,
      String who) {
    requireLive(journey);
    UUID id =
        insert(
            journey,
            fileName == null ? "list" : "file",
            fileName,
            confirmed ? EnrolmentRun.RUNNING : EnrolmentRun.READY,
            who);
    Names names = new Names(id);
    file.forEach(names::add);
    names.keep();
    if (names.read == 0) {
      throw NamedContacts.empty();
    }
    jdbc.sql("UPDATE enrolment_run SET total = :total, repeated = :repeated WHERE id = :id")
        .param("total", names.kept)
        .param("repeated", names.read - names.kept)
        .param("id", id)
        .update();
    return started(id, journey);
  }

  private UUID insert(
      String journey, String source, @Nullable String fileName, String state, String who) {
    UUID id = UUID.randomUUID();
    jdbc.sql(
            """
            INSERT INTO enrolment_run (id, journey_key, source, file_name, state, total, piece, started_by, started_at)
            VALUES (:id, :journey, :source, :file, :state, 0, :piece, :who, :now)
            """)
        .param("id", id)
        .param("journey", journey)
        .param("source", source)
        .param("file", fileName)
        .param("state", state)
        .param("piece", EnrolmentRunPieces.PIECE)
        .param("who", who)
        .param("now", now())
        .update();
    return id;
  }

  private EnrolmentRun started(UUID id, String journey) {
    EnrolmentRun run = get(journey, id);
    if (run.state().equals(EnrolmentRun.RUNNING)) {
      audit("enrolments.started", run);
      nudge.afterCommit();
    }
    return run;
  }

  private void audit(String action, EnrolmentRun run) {
    events.publishEvent(
        new Audited(
            action,
            run.journey(),
            Map.of("run", run.id().toString(), "contacts", String.valueOf(run.total()))));
  }

  /** Writes names a few thousand at a time; the index leaves out who was named before. */
  private final class Names {

    private final UUID run;
    private final List<Named> waiting = new ArrayList<>();
    private long read;
    private long kept;

    Names(UUID run) {
      this.run = run;
    }

    void add(Named named) {
      waiting.add(named);
      if (waiting.size() == NAMES_AT_A_TIME) {
        keep();
      }
    }

    void keep() {
      kept +=
          jdbc.sql(
                  """
                  INSERT INTO enrolment_run_item (run_id, n, external_id, object_id)
                  SELECT :run, :read + i.n, i.external_id, i.object_id
                    FROM unnest(CAST(:names AS text[]), CAST(:objects AS text[])) WITH ORDINALITY
                      AS i(external_id, object_id, n)
                   ORDER BY i.n
                      ON CONFLICT (run_id, external_id, object_id) DO NOTHING
                  """)
              .param("run", run)
              .param("read", read)
              .param("names", waiting.stream().map(Named::externalId).toArray(String[]::new))
              .param(
                  "objects",
                  waiting.stream()
                      .map(named -> named.objectId() == null ? "" : named.objectId())
                      .toArray(String[]::new))
              .update();
      read += waiting.size();
      waiting.clear();
    }
  }

  /** A name to show, without folders and signs that no screen can show. */
  static String plain(@Nullable String fileName) {
    String name =
        (fileName == null ? "" : fileName.substring(afterFolders(fileName)))
            .replaceAll("[\\p{Cntrl}\\p{Cs}]", "");
    return name.isBlank() ? "contacts.txt" : name.substring(0, Math.min(200, name.length()));
  }

  private static int afterFolders(String fileName) {
    return Math.max(fileName.lastIndexOf('/'), fileName.lastIndexOf('\\')) + 1;
  }

  /** Stops after the piece that is under way. */
  @Transactional
  EnrolmentRun pause(String journey, UUID id) {
    return change(
        journey, id, List.of("running", "paused"), "UPDATE enrolment_run SET state = 'paused'");
  }

  /** Begins, or goes on where it stopped. */
  @Transactional
  EnrolmentRun resume(String journey, UUID id) {
    EnrolmentRun before = get(journey, id);
    if (before.open()) {
      requireLive(journey);
    }
    EnrolmentRun run =
        change(
            journey,
            id,
            List.of("ready", "paused", "running"),
            "UPDATE enrolment_run SET state = 'running', failure = NULL, in_a_row = 0");
    if (before.state().equals(EnrolmentRun.READY)) {
      audit("enrolments.started", run);
    }
    nudge.afterCommit();
    return run;
  }

  /** Ends it early: who has entered stays inside, nobody else enters. */
  @Transactional
  EnrolmentRun cancel(String journey, UUID id) {
    EnrolmentRun run =
        change(
            journey,
            id,
            List.of("ready", "running", "paused"),
            """
            UPDATE enrolment_run
               SET state = 'cancelled', failure = NULL, ended_at = CAST(:now AS timestamptz),
                   contact_position = contact_last, suspects = 0
            """);
    jdbc.sql("DELETE FROM enrolment_run_item WHERE run_id = :id").param("id", id).update();
    jdbc.sql("DELETE FROM enrolment_run_contact WHERE run_id = :id").param("id", id).update();
    audit("enrolments.cancelled", run);
    return run;
  }

  private EnrolmentRun change(String journey, UUID id, List<String> from, String update) {
    int changed =
        jdbc.sql(update + " WHERE id = :id AND journey_key = :journey AND state IN (:from)")
            .param("id", id)
            .param("journey", journey)
            .param("from", from)
            .param("now", now())
            .update();
    EnrolmentRun run = get(journey, id);
    if (changed == 0) {
      throw new Rejected(
          409,
          "enrolment-run-" + run.state(),
          "The enrolment run " + id + " is " + run.state() + "; nothing was changed.");
    }
    return run;
  }

  /** Puts those who failed in again, at the end of their run; answers how many. */
  @Transactional
  int retry(String journey, UUID id) {
    get(journey, id);
    return again("f.run_id = :id", Map.of("id", id));
  }

  /** One of those who failed. */
  @Transactional
  int retry(String journey, UUID id, long failure) {
    get(journey, id);
    return again("f.run_id = :id AND f.id = :failure", Map.of("id", id, "failure", failure));
  }

  /** All who failed for this reason, whichever run they came with. */
  @Transactional
  int retry(String journey, String reason) {
    journeys.get(journey);
    return again(
        "f.reason = :reason AND f.run_id IN (SELECT id FROM enrolment_run WHERE journey_key ="
            + " :journey)",
        Map.of("reason", reason, "journey", journey));
  }

  /** The runs are locked first, as a piece under way has them. */
  private int again(String which, Map<String, ?> parameters) {
    List<UUID> runs =
        jdbc.sql(
                """
                SELECT r.id FROM enrolment_run r
                 WHERE r.id IN (SELECT f.run_id FROM enrolment_run_failure f WHERE f.contact_id IS NOT NULL AND %s)
                 ORDER BY r.id
                   FOR UPDATE
                """
                    .formatted(which))
            .params(parameters)
            .query(UUID.class)
            .list();
    int all = 0;
    for (UUID run : runs) {
      int named =
          jdbc.sql(
                  """
                  WITH gone AS (
                    DELETE FROM enrolment_run_failure f
                     WHERE f.run_id = :run AND f.contact_id IS NOT NULL AND %s
                    RETURNING f.id, f.contact_id, f.object_id),
                  last AS (
                    SELECT greatest(r.item_position, coalesce(max(i.n), 0)) AS n
                      FROM enrolment_run r
                      LEFT JOIN enrolment_run_item i ON i.run_id = r.id
                     WHERE r.id = :run
                     GROUP BY r.item_position)
                  INSERT INTO enrolment_run_item AS i (run_id, n, external_id, object_id)
                  SELECT :run, last.n + row_number() OVER (ORDER BY gone.id), c.external_id, gone.object_id
                    FROM gone
                    JOIN contact c ON c.id = gone.contact_id
                   CROSS JOIN last
                      ON CONFLICT (run_id, external_id, object_id) DO UPDATE SET n = excluded.n
                  """
                      .formatted(which))
              .params(parameters)
              .param("run", run)
              .update();
      jdbc.sql(
              """
              UPDATE enrolment_run
                 SET failed = failed - :named, done = done - :named, in_a_row = 0, ended_at = NULL, failure = NULL,
                     state = CASE WHEN state = 'paused' AND failure IS NULL THEN 'paused' ELSE 'running' END
               WHERE id = :run
              """)
          .param("named", named)
          .param("run", run)
          .update();
      all += named;
    }
    nudge.afterCommit();
    return all;
  }

  /** Nobody shall be found here by the name of a contact who is erased. */
  void forget(ContactId contact) {
    jdbc.sql(
            """
            DELETE FROM enrolment_run_item i
             USING contact_name c
             WHERE c.contact_id = :contact AND i.external_id = c.external_id
               AND i.run_id IN (SELECT id FROM enrolment_run WHERE ended_at IS NULL)
            """)
        .param("contact", contact.value())
        .update();
    jdbc.sql(
            """
            DELETE FROM enrolment_run_contact
             WHERE contact_id = :contact
               AND run_id IN (SELECT id FROM enrolment_run WHERE ended_at IS NULL)
            """)
        .param("contact", contact.value())
        .update();
    jdbc.sql("DELETE FROM enrolment_run_failure WHERE contact_id = :contact")
        .param("contact", contact.value())
        .update();
    jdbc.sql(
            """
            DELETE FROM enrolment_run_failure f
             USING contact_name c WHERE c.contact_id = :contact AND f.external_id = c.external_id
            """)
        .param("contact", contact.value())
        .update();
  }

  /**
   * What failed for a contact that is merged is told of the one that is left. Whom a run noted
   * stays noted where it stood: the run may have passed the place of the one that is left, who
   * enters at that of the other (see {@link EnrolmentRunPieces}).
   */
  void move(ContactId from, ContactId to) {
    jdbc.sql("UPDATE enrolment_run_failure SET contact_id = :to WHERE contact_id = :from")
        .param("from", from.value())
        .param("to", to.value())
        .update();
  }

  EnrolmentRun get(String journey, UUID id) {
    return find(journey, id)
        .orElseThrow(
            () ->
                new Rejected(
                    404,
                    "unknown-enrolment-run",
                    "the journey '" + journey + "' has no enrolment run " + id));
  }

  private Optional<EnrolmentRun> find(String journey, UUID id) {
    return jdbc.sql("SELECT * FROM enrolment_run WHERE id = :id AND journey_key = :journey")
        .param("id", id)
        .param("journey", journey)
        .query(EnrolmentRuns::read)
        .optional();
  }

  /** The newest first; those before the given one when there is one. */
  List<EnrolmentRun> newest(String journey, int limit, @Nullable UUID before) {
    return jdbc.sql(
            """
            SELECT * FROM enrolment_run
             WHERE journey_key = :journey
               AND (CAST(:before AS uuid) IS NULL
                    OR (started_at, id) < (SELECT b.started_at, b.id FROM enrolment_run b WHERE b.id = :before))
             ORDER BY started_at DESC, id DESC
             LIMIT :limit
            """)
        .param("journey", journey)
        .param("before", before)
        .param("limit", limit)
        .query(EnrolmentRuns::read)
        .list();
  }

  /** Who did not enter, in the order of the run; those behind the given one. */
  List<Failure> failures(UUID run, long after, int limit) {
    return jdbc.sql(
            """
            SELECT f.id, coalesce(f.external_id, c.external_id) AS contact, nullif(f.object_id, '') AS object_id,
                   f.reason, f.contact_id IS NOT NULL AS retriable
              FROM enrolment_run_failure f
              LEFT JOIN contact c ON c.id = f.contact_id
             WHERE f.run_id = :run AND f.id > :after
             ORDER BY f.id
             LIMIT :limit
            """)
        .param("run", run)
        .param("after", after)
        .param("limit", limit)
        .query(
            (row, number) ->
                new Failure(
                    row.getLong("id"),
                    row.getString("contact"),
                    row.getString("object_id"),
                    row.getString("reason"),
                    row.getBoolean("retriable")))
        .list();
  }

  /**
   * Those whom a file names, and those who were in a segment; these have no object of their own.
   */
  private static final String NAMED =
      """
      (SELECT c.contact_id AS id, i.object_id
         FROM enrolment_run_item i
         LEFT JOIN contact_name c ON c.external_id = i.external_id
        WHERE i.run_id = :run)
      """;

  private static final String CHOSEN =
      """
      (SELECT DISTINCT coalesce(c.id, a.contact_id) AS id, '' AS object_id
         FROM enrolment_run_contact i
         LEFT JOIN contact c ON c.id = i.contact_id
         LEFT JOIN contact_alias a ON a.was = i.contact_id
        WHERE i.run_id = :run AND coalesce(c.id, a.contact_id) IS NOT NULL)
      """;

  private static final String OUTLOOK =
      """
      SELECT count(who.id) AS known, count(*) - count(who.id) AS unknown, count(e.business_key) AS left_out
        FROM %s who
        LEFT JOIN (SELECT DISTINCT business_key FROM enrolment
                    WHERE journey_key = :journey AND NOT :always AND (ended_at IS NULL OR :never)) e
          ON e.business_key = :journey || ':' || who.id || CASE WHEN who.object_id = '' THEN '' ELSE ':' || who.object_id END
      """;

  /** How many of those named are contacts, and how many of these will not be let in again. */
  Outlook outlook(EnrolmentRun run, Reentry reentry) {
    return jdbc.sql(OUTLOOK.formatted(run.segment() == null ? NAMED : CHOSEN))
        .param("journey", run.journey())
        .param("always", reentry == Reentry.ALWAYS)
        .param("never", reentry == Reentry.NEVER)
        .param("run", run.id())
        .query(Outlook.class)
        .single();
  }

  private void requireLive(String key) {
    Journey journey = journeys.get(key);
    journey.requirePublished();
    if (journey.state() != Journey.State.LIVE) {
      throw new Rejected(
          409,
          "not-live",
          "the journey '"
              + key
              + "' is "
              + journey.state().word()
              + " and takes nobody in; bring it back first");
    }
  }

  private OffsetDateTime now() {
    return clock.instant().atOffset(ZoneOffset.UTC);
  }

  private static EnrolmentRun read(ResultSet row, int number) throws SQLException {
    Timestamp ended = row.getTimestamp("ended_at");
    return new EnrolmentRun(
        row.getObject("id", UUID.class),
        row.getString("journey_key"),
        row.getString("source"),
        row.getString("file_name"),
        row.getString("segment_key"),
        row.getString("state"),
        row.getString("failure"),
        row.getLong("total"),
        row.getLong("repeated"),
        row.getLong("done"),
        row.getLong("entered"),
        row.getLong("already_inside"),
        row.getLong("unknown"),
        row.getLong("failed"),
        row.getString("started_by"),
        row.getTimestamp("started_at").toInstant(),
        ended == null ? null : ended.toInstant());
  }
}
