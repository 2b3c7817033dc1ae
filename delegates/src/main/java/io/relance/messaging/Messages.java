package io.relance.messaging;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import io.relance.core.Channel;
import io.relance.core.ContactId;
import io.relance.core.Purpose;
import io.relance.process.Step;
import io.relance.process.WriteBehind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Every message and its fate. Due dates follow the application's clock (which a demo may move);
 * leases follow the database's own clock, which all nodes share.
 */
@Repository
public class Messages {

  /** Ordered by time, so that new rows go to the right edge of their index. */
  private static final NoArgGenerator IDS = Generators.timeBasedEpochGenerator();

  private final JdbcClient jdbc;
  private final Clock clock;
  private final WriteBehind<Intent> intents = new WriteBehind<>(this::insert);

  Messages(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** A wish to send, on its way to its row. */
  private record Intent(
      Step step,
      Channel channel,
      Purpose purpose,
      String state,
      @Nullable String reason,
      Instant now,
      Instant expires) {}

  void add(Step step, Channel channel, Purpose purpose, Instant now, Instant expires) {
    intents.add(new Intent(step, channel, purpose, "PENDING", null, now, expires));
  }

  void suppressed(Step step, Channel channel, Purpose purpose, String reason, Instant now) {
    intents.add(new Intent(step, channel, purpose, "SUPPRESSED", reason, now, now));
  }

  /** The key makes a second intent of the same visit to the same step impossible. */
  private void insert(List<Intent> rows) {
    jdbc.sql(
            """
            INSERT INTO message (id, dedupe_key, contact_id, journey_key, version, step, process_instance_id,
                                 execution_id, channel, purpose, state, reason, due_at, expires_at, created_at, settled_at)
            SELECT r.id, r.dedupe, r.contact, v.journey_key, v.version, r.step, r.instance,
                   r.execution, r.channel, r.purpose, r.state, r.reason, r.now, r.expires, r.now,
                   CASE WHEN r.state = 'SUPPRESSED' THEN r.now END
              FROM unnest(CAST(:ids AS uuid[]), CAST(:dedupes AS text[]), CAST(:contacts AS bigint[]),
                          CAST(:steps AS text[]), CAST(:instances AS text[]), CAST(:executions AS text[]),
                          CAST(:channels AS text[]), CAST(:purposes AS text[]), CAST(:states AS text[]),
                          CAST(:reasons AS text[]), CAST(:nows AS timestamptz[]), CAST(:expire AS timestamptz[]),
                          CAST(:definitions AS text[]))
                   AS r(id, dedupe, contact, step, instance, execution, channel, purpose, state, reason, now, expires,
                        definition)
              JOIN journey_version v ON v.process_definition_id = r.definition
                ON CONFLICT (dedupe_key) DO NOTHING
            """)
        .param("ids", column(rows, row -> IDS.generate().toString()))
        .param("dedupes", column(rows, Messages::dedupeKey))
        .param("contacts", column(rows, row -> row.step().businessKey().contact().toString()))
        .param("steps", column(rows, row -> row.step().id()))
        .param("instances", column(rows, row -> row.step().processInstanceId()))
        .param("executions", column(rows, row -> row.step().executionId()))
        .param("channels", column(rows, row -> row.channel().word()))
        .param("purposes", column(rows, row -> row.purpose().word()))
        .param("states", column(rows, Intent::state))
        .param("reasons", column(rows, Intent::reason))
        .param("nows", column(rows, row -> row.now().toString()))
        .param("expire", column(rows, row -> row.expires().toString()))
        .param("definitions", column(rows, row -> row.step().processDefinitionId()))
        .update();
  }

  private static String dedupeKey(Intent row) {
    return row.step().processInstanceId() + ":" + row.step().visit() + ":" + row.channel().word();
  }

  private static <T> @Nullable String[] column(List<T> rows, Function<T, @Nullable String> value) {
    return rows.stream().map(value).toArray(String[]::new);
  }

  /**
   * Claims the messages of a channel that are due, oldest first; paused journeys wait. Needs a
   * transaction.
   */
  List<Message> claim(Channel channel, Instant now, int limit, String node, Duration lease) {
    return jdbc.sql(
            """
            WITH due AS (
              SELECT m.id
                FROM message m
               WHERE m.state = 'PENDING'
                 AND m.channel = :channel
                 AND m.due_at <= :now
                 AND NOT EXISTS (SELECT FROM journey j WHERE j.key = m.journey_key AND j.state = 'paused')
               ORDER BY m.due_at, m.created_at
               LIMIT :limit
                 FOR UPDATE OF m SKIP LOCKED)
            UPDATE message m
               SET state = 'SENDING', phase = 'CLAIMED', attempt = m.attempt + 1, lease_owner = :node,
                   lease_until = clock_timestamp() + :lease * interval '1 second'
              FROM due
             WHERE m.id = due.id
            RETURNING m.*
            """)
        .param("channel", channel.word())
        .param("now", utc(now))
        .param("limit", limit)
        .param("node", node)
        .param("lease", lease.toSeconds())
        .query((row, number) -> read(row, now))
        .list();
  }

  /** What is to be written of a message that this node holds. */
  sealed interface Entry {
    Message message();
  }

  /** The point of no return is reached. */
  record Mark(Message message) implements Entry {}

  /**
   * How the message ended.
   *
   * @param tellEngineAfter how long the engine waits to be told
   * @param refused what others must learn of the address in the same transaction
   */
  record Settled(
      Message message, Fate fate, Duration tellEngineAfter, @Nullable AddressRefused refused)
      implements Entry {

    Settled(Message message, Fate fate) {
      this(message, fate, Duration.ZERO, null);
    }
  }

  /**
   * Tried again later.
   *
   * @param charged false leaves the number of tries as it was
   */
  record Postponed(Message message, Instant due, boolean charged, String detail) implements Entry {}

  /**
   * Marks the point of no return of those that the node still holds, and answers which these are.
   */
  Set<UUID> mark(List<Mark> marks, String node) {
    return marks.isEmpty()
        ? Set.of()
        : written(
            jdbc.sql(
                """
                    WITH line AS (
                      SELECT * FROM unnest(CAST(:ids AS uuid[]), CAST(:ns AS integer[]), CAST(:began AS timestamptz[]))
                                      AS l(id, n, began)),
                    marked AS (
                      UPDATE message m SET phase = 'DOT'
                        FROM line l
                       WHERE m.id = l.id AND m.attempt = l.n AND m.lease_owner = :node AND m.state = 'SENDING'
                      RETURNING m.id, l.n, l.began),
                    tried AS (
                      INSERT INTO message_attempt (message_id, n, node, started_at, dot_at)
                      SELECT id, n, :node, began, clock_timestamp() FROM marked
                          ON CONFLICT (message_id, n) DO UPDATE
                         SET node = EXCLUDED.node, started_at = EXCLUDED.started_at, dot_at = EXCLUDED.dot_at,
                             ended_at = NULL, result = NULL, detail = NULL)
                    SELECT id FROM marked
                    """),
            marks,
            node);
  }

  /**
   * Writes the final fates of those that the node still holds and, with them, what the engine must
   * be told; answers which these are.
   */
  Set<UUID> settle(List<Settled> lines, String node) {
    return lines.isEmpty()
        ? Set.of()
        : written(
            jdbc.sql(
                    """
                    WITH line AS (
                      SELECT * FROM unnest(CAST(:ids AS uuid[]), CAST(:ns AS integer[]), CAST(:began AS timestamptz[]),
                                           CAST(:states AS text[]), CAST(:reasons AS text[]), CAST(:details AS text[]),
                                           CAST(:references AS text[]), CAST(:tells AS timestamptz[]))
                                      AS l(id, n, began, state, reason, detail, reference, tell)),
                    settled AS (
                      UPDATE message m
                         SET state = l.state, phase = NULL, reason = l.reason, detail = l.detail,
                             provider_ref = l.reference, lease_owner = NULL, lease_until = NULL, settled_at = :now
                        FROM line l
                       WHERE m.id = l.id AND m.attempt = l.n AND m.lease_owner = :node AND m.state = 'SENDING'
                      RETURNING m.id, m.execution_id, m.process_instance_id, m.step,
                                l.n, l.began, l.state, l.reason, l.detail, l.tell),
                    tried AS (
                      INSERT INTO message_attempt (message_id, n, node, started_at, ended_at, result, detail)
                      SELECT id, n, :node, began, :now, state, detail
                        FROM settled
                       WHERE state <> 'SUPPRESSED' AND (state <> 'EXPIRED' OR detail IS NOT NULL)
                          ON CONFLICT (message_id, n) DO UPDATE
                         SET ended_at = EXCLUDED.ended_at, result = EXCLUDED.result, detail = EXCLUDED.detail),
                    told AS (
                      INSERT INTO engine_signal (execution_id, process_instance_id, step, outcome, due_at)
                      SELECT execution_id, process_instance_id, step, lower(state), tell FROM settled)
                    SELECT id FROM settled
                    """)
                .param("states", column(lines, line -> line.fate().state()))
                .param("reasons", column(lines, line -> line.fate().reason()))
                .param("details", column(lines, line -> clip(line.fate().detail())))
                .param("references", column(lines, line -> line.fate().reference()))
                .param(
                    "tells",
                    column(lines, line -> clock.instant().plus(line.tellEngineAfter()).toString()))
                .param("now", utc(clock.instant())),
            lines,
            node);
  }

  /** Gives back those that the node still holds, to be tried later; answers which these are. */
  Set<UUID> postpone(List<Postponed> lines, String node) {
    return lines.isEmpty()
        ? Set.of()
        : written(
            jdbc.sql(
                    """
                    WITH line AS (
                      SELECT * FROM unnest(CAST(:ids AS uuid[]), CAST(:ns AS integer[]), CAST(:began AS timestamptz[]),
                                           CAST(:dues AS timestamptz[]), CAST(:charged AS boolean[]),
                                           CAST(:details AS text[]))
                                      AS l(id, n, began, due, charged, detail)),
                    postponed AS (
                      UPDATE message m
                         SET state = 'PENDING', phase = NULL, due_at = l.due, detail = l.detail,
                             lease_owner = NULL, lease_until = NULL,
                             attempt = CASE WHEN l.charged THEN m.attempt ELSE m.attempt - 1 END
                        FROM line l
                       WHERE m.id = l.id AND m.attempt = l.n AND m.lease_owner = :node AND m.state = 'SENDING'
                      RETURNING m.id, l.n, l.began, l.charged, l.detail),
                    tried AS (
                      INSERT INTO message_attempt (message_id, n, node, started_at, ended_at, result, detail)
                      SELECT id, n, :node, began, :now, 'DEFERRED', detail FROM postponed WHERE charged
                          ON CONFLICT (message_id, n) DO UPDATE
                         SET ended_at = EXCLUDED.ended_at, result = EXCLUDED.result, detail = EXCLUDED.detail)
                    SELECT id FROM postponed
                    """)
                .param("dues", column(lines, line -> line.due().toString()))
                .param("charged", lines.stream().map(Postponed::charged).toArray(Boolean[]::new))
                .param("details", column(lines, line -> clip(line.detail())))
                .param("now", utc(clock.instant())),
            lines,
            node);
  }

  private static Set<UUID> written(
      JdbcClient.StatementSpec statement, List<? extends Entry> entries, String node) {
    List<Message> held = entries.stream().<Message>map(Entry::message).toList();
    return statement
        .param("ids", column(held, one -> one.id().toString()))
        .param("ns", held.stream().map(Message::attempt).toArray(Integer[]::new))
        .param("began", column(held, one -> one.claimedAt().toString()))
        .param("node", node)
        .query(UUID.class)
        .set();
  }

  /**
   * Takes messages back from nodes that died. Before the point of no return they are safe to try
   * again; after it, only those that may be sent twice are, the others become UNKNOWN for a person
   * to look at.
   */
  int reap(Instant now, Instant tellEngineAt) {
    return jdbc.sql(
                """
                UPDATE message
                   SET state = 'PENDING', phase = NULL, lease_owner = NULL, lease_until = NULL,
                       detail = 'the node that was sending it stopped'
                 WHERE state = 'SENDING' AND lease_until < clock_timestamp()
                   AND (phase = 'CLAIMED' OR channel IN ('webhook', 'notification')
                        OR (channel = 'email' AND purpose <> 'marketing'))
                """)
            .update()
        + jdbc.sql(
                """
                WITH unknown AS (
                  UPDATE message
                     SET state = 'UNKNOWN', phase = NULL, reason = 'node-stopped', settled_at = :now,
                         detail = 'the node stopped between handing the message over and reading the answer',
                         lease_owner = NULL, lease_until = NULL
                   WHERE state = 'SENDING' AND lease_until < clock_timestamp() AND phase = 'DOT'
                  RETURNING *)
                INSERT INTO engine_signal (execution_id, process_instance_id, step, outcome, due_at)
                SELECT execution_id, process_instance_id, step, 'unknown', :tell FROM unknown
                """)
            .param("now", utc(now))
            .param("tell", utc(tellEngineAt))
            .update();
  }

  /**
   * Stops marketing messages of a contact on a channel that have not left yet, in the transaction
   * that recorded the withdrawal; their tokens move on with the outcome {@code suppressed}. A
   * message that is being claimed right now is left to the claim, which waits for the lock on the
   * contact and then sees the withdrawal; waiting for each other would be a deadlock.
   */
  public int suppressQueued(
      ContactId contact, Channel channel, Purpose purpose, String reason, Instant now) {
    intents.flush();
    return jdbc.sql(
            """
            WITH queued AS (
              SELECT id
                FROM message
               WHERE contact_id = :contact AND channel = :channel AND purpose = :purpose AND state = 'PENDING'
                 FOR UPDATE SKIP LOCKED),
            stopped AS (
              UPDATE message m
                 SET state = 'SUPPRESSED', reason = :reason, settled_at = :now
                FROM queued
               WHERE m.id = queued.id
              RETURNING m.*)
            INSERT INTO engine_signal (execution_id, process_instance_id, step, outcome, due_at)
            SELECT execution_id, process_instance_id, step, 'suppressed', :now FROM stopped
            """)
        .param("contact", contact.value())
        .param("channel", channel.word())
        .param("purpose", purpose.word())
        .param("reason", reason)
        .param("now", utc(now))
        .update();
  }

  /** Takes back what an ended enrolment still had queued. */
  public void withdraw(String processInstanceId, String reason, Instant now) {
    withdraw(List.of(processInstanceId), reason, now);
  }

  /** Takes back what ended enrolments still had queued. */
  public void withdraw(Collection<String> processInstanceIds, String reason, Instant now) {
    intents.flush();
    jdbc.sql(
            """
            UPDATE message SET state = 'SUPPRESSED', reason = :reason, settled_at = :now
             WHERE process_instance_id = ANY (:instances) AND state = 'PENDING'
            """)
        .param("instances", processInstanceIds.toArray(String[]::new))
        .param("reason", reason)
        .param("now", utc(now))
        .update();
  }

  private static Message read(ResultSet row, Instant claimedAt) throws SQLException {
    long contact = row.getLong("contact_id");
    return new Message(
        row.getObject("id", UUID.class),
        row.wasNull() ? null : new ContactId(contact),
        row.getString("journey_key"),
        row.getInt("version"),
        row.getString("step"),
        row.getString("process_instance_id"),
        Channel.of(row.getString("channel")).orElseThrow(),
        Purpose.of(row.getString("purpose")).orElseThrow(),
        row.getInt("attempt"),
        claimedAt,
        instant(row.getTimestamp("created_at")),
        instant(row.getTimestamp("expires_at")));
  }

  private static Instant instant(Timestamp timestamp) {
    return timestamp.toInstant();
  }

  private static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }

  private static @Nullable String clip(@Nullable String text) {
    return text == null || text.length() <= 500 ? text : text.substring(0, 500);
  }

  /** A final state with its reason. */
  record Fate(
      String state, @Nullable String reason, @Nullable String detail, @Nullable String reference) {}
}
