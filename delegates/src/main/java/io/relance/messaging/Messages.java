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
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
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
  private final WriteBehind<Intent> intents = new WriteBehind<>(this::insert);

  Messages(JdbcClient jdbc) {
    this.jdbc = jdbc;
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

  private static @Nullable String[] column(
      List<Intent> rows, Function<Intent, @Nullable String> value) {
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
        .query(Messages::read)
        .list();
  }

  /** Notes that a try at each of these begins. */
  void tried(List<Message> tries, String node, Instant now) {
    if (tries.isEmpty()) {
      return;
    }
    jdbc.sql(
            """
            INSERT INTO message_attempt (message_id, n, node, started_at)
            SELECT id, n, :node, :now FROM unnest(CAST(:ids AS uuid[]), CAST(:ns AS integer[])) AS t(id, n)
                ON CONFLICT (message_id, n) DO UPDATE SET node = EXCLUDED.node, started_at = EXCLUDED.started_at
            """)
        .param("ids", tries.stream().map(one -> one.id().toString()).toArray(String[]::new))
        .param("ns", tries.stream().map(Message::attempt).toArray(Integer[]::new))
        .param("node", node)
        .param("now", utc(now))
        .update();
  }

  /** Marks the point of no return; answers whether this node still holds the message. */
  boolean reachesPointOfNoReturn(Message message, String node) {
    return jdbc.sql(
                """
            WITH marked AS (
              UPDATE message SET phase = 'DOT'
               WHERE id = :id AND attempt = :n AND lease_owner = :node AND state = 'SENDING'
              RETURNING id)
            UPDATE message_attempt a SET dot_at = clock_timestamp()
              FROM marked
             WHERE a.message_id = marked.id AND a.n = :n
            """)
            .param("id", message.id())
            .param("n", message.attempt())
            .param("node", node)
            .update()
        == 1;
  }

  /** Writes the final fate and, in the same transaction, what the engine must be told. */
  boolean settle(Message message, String node, Fate fate, Instant now, Instant tellEngineAt) {
    return jdbc.sql(
                """
            WITH settled AS (
              UPDATE message
                 SET state = :state, phase = NULL, reason = :reason, detail = :detail, provider_ref = :reference,
                     lease_owner = NULL, lease_until = NULL, settled_at = :now
               WHERE id = :id AND attempt = :n AND lease_owner = :node AND state = 'SENDING'
              RETURNING *),
            attempt AS (
              UPDATE message_attempt a SET ended_at = :now, result = :state, detail = :detail
                FROM settled
               WHERE a.message_id = settled.id AND a.n = :n)
            INSERT INTO engine_signal (execution_id, process_instance_id, step, outcome, due_at)
            SELECT execution_id, process_instance_id, step, lower(state), :tell FROM settled
            """)
            .param("id", message.id())
            .param("n", message.attempt())
            .param("node", node)
            .param("state", fate.state())
            .param("reason", fate.reason())
            .param("detail", clip(fate.detail()))
            .param("reference", fate.reference())
            .param("now", utc(now))
            .param("tell", utc(tellEngineAt))
            .update()
        == 1;
  }

  /**
   * Gives a message back to be tried later; {@code charged} false leaves the number of tries as it
   * was.
   */
  void postpone(Message message, String node, Instant due, boolean charged, String detail) {
    jdbc.sql(
            """
            UPDATE message
               SET state = 'PENDING', phase = NULL, due_at = :due, detail = :detail, lease_owner = NULL, lease_until = NULL,
                   attempt = CASE WHEN :charged THEN attempt ELSE attempt - 1 END
             WHERE id = :id AND attempt = :n AND lease_owner = :node AND state = 'SENDING'
            """)
        .param("id", message.id())
        .param("n", message.attempt())
        .param("node", node)
        .param("due", utc(due))
        .param("charged", charged)
        .param("detail", clip(detail))
        .update();
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

  private static Message read(ResultSet row, int number) throws SQLException {
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
