package io.relance.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.relance.core.ContactId;
import io.relance.runtime.Holds;
import io.relance.runtime.Nudge;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The inbox as it is stored. */
@Repository
class Events implements Inbox {

  private static final ObjectMapper CANONICAL =
      JsonMapper.builder().configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true).build();

  private final JdbcClient jdbc;
  private final Holds holds;
  private final Nudge nudge;
  private final EventSettings settings;
  private final Clock clock;

  Events(JdbcClient jdbc, Holds holds, Nudge nudge, EventSettings settings, Clock clock) {
    this.jdbc = jdbc;
    this.holds = holds;
    this.nudge = nudge;
    this.settings = settings;
    this.clock = clock;
  }

  @Override
  public Receipt tell(Told told) {
    Instant now = clock.instant();
    byte[] hash = hash(told);
    Told.Cause about = told.about();
    int stored =
        jdbc.sql(
                """
                INSERT INTO event (source, event_id, name, contact_id, anonymous_id, key, message_id, step, link,
                                   properties, body_hash, machine, state, occurred_at, received_at, keep_until)
                VALUES (:source, :id, :name, :contact, :anonymous, :key, :message, :step, :link,
                        CAST(:properties AS jsonb), :hash, :machine, :state, :occurred, :now, :keep)
                    ON CONFLICT (source, event_id) DO NOTHING
                """)
            .param("source", told.source())
            .param("id", told.id())
            .param("name", told.name())
            .param("contact", told.contact() == null ? null : told.contact().value())
            .param("anonymous", told.anonymousId())
            .param("key", told.key())
            .param("message", about == null ? null : about.message())
            .param("step", about == null ? null : about.step())
            .param("link", about == null ? null : about.link())
            .param("properties", json(told.properties()))
            .param("hash", hash)
            .param("machine", told.machine())
            .param("state", told.machine() == null && told.contact() != null ? "NEW" : "NOTED")
            .param("occurred", told.occurredAt().atOffset(ZoneOffset.UTC))
            .param("now", now.atOffset(ZoneOffset.UTC))
            .param("keep", now.plus(settings.keep()).atOffset(ZoneOffset.UTC))
            .update();
    if (stored == 1) {
      nudge.afterCommit();
      return Receipt.NEW;
    }
    byte[] known =
        jdbc.sql("SELECT body_hash FROM event WHERE source = :source AND event_id = :id")
            .param("source", told.source())
            .param("id", told.id())
            .query(byte[].class)
            .single();
    return Arrays.equals(known, hash) ? Receipt.REPEATED : Receipt.CONTRADICTED;
  }

  /** One statement, however many they are; none of them is the doing of a reader of a message. */
  @Override
  public void tellAll(List<Told> told) {
    if (told.isEmpty()) {
      return;
    }
    if (told.stream().anyMatch(one -> message(one) != null || one.contact() == null)) {
      told.forEach(this::tell);
      return;
    }
    Instant now = clock.instant();
    int stored =
        jdbc.sql(
                """
                INSERT INTO event (source, event_id, name, contact_id, anonymous_id, key, step, properties, body_hash, machine,
                                   state, occurred_at, received_at, keep_until)
                SELECT t.source, t.id, t.name, t.contact, t.anonymous, t.key, t.step, CAST(t.properties AS jsonb),
                       decode(t.hash, 'hex'), t.machine, CASE WHEN t.machine IS NULL THEN 'NEW' ELSE 'NOTED' END,
                       CAST(t.occurred AS timestamptz), :now, :keep
                  FROM unnest(CAST(:sources AS text[]), CAST(:ids AS text[]), CAST(:names AS text[]),
                              CAST(:contacts AS bigint[]), CAST(:anonymous AS text[]), CAST(:keys AS text[]), CAST(:steps AS text[]),
                              CAST(:properties AS text[]), CAST(:hashes AS text[]), CAST(:machines AS text[]),
                              CAST(:occurred AS text[]))
                    AS t(source, id, name, contact, anonymous, key, step, properties, hash, machine, occurred)
                    ON CONFLICT (source, event_id) DO NOTHING
                """)
            .param("sources", texts(told, Told::source))
            .param("ids", texts(told, Told::id))
            .param("names", texts(told, Told::name))
            .param(
                "contacts",
                told.stream()
                    .map(one -> Objects.requireNonNull(one.contact()).value())
                    .toArray(Long[]::new))
            .param("anonymous", texts(told, Told::anonymousId))
            .param("keys", texts(told, Told::key))
            .param("steps", texts(told, one -> one.about() == null ? null : one.about().step()))
            .param("properties", texts(told, one -> json(one.properties())))
            .param("hashes", texts(told, one -> HexFormat.of().formatHex(hash(one))))
            .param("machines", texts(told, Told::machine))
            .param("occurred", texts(told, one -> one.occurredAt().toString()))
            .param("now", now.atOffset(ZoneOffset.UTC))
            .param("keep", now.plus(settings.keep()).atOffset(ZoneOffset.UTC))
            .update();
    if (stored > 0) {
      nudge.afterCommit();
    }
  }

  private static @Nullable UUID message(Told told) {
    return told.about() == null ? null : told.about().message();
  }

  private static @Nullable String[] texts(List<Told> told, Function<Told, @Nullable String> text) {
    return told.stream().map(text).toArray(String[]::new);
  }

  /**
   * The oldest events that were not routed yet, of each contact the oldest, locked, together with
   * their contacts. Events of one contact are routed one after the other, in the order in which
   * they came, whichever nodes do it; one whose contact is being moved elsewhere waits for its
   * turn.
   *
   * <p>{@code e.id > 0} is the name of the index of the queue (V7), which those before must not be
   * looked up in; OFFSET 0 keeps them one lookup each. While the statistics know of no new event,
   * PostgreSQL would otherwise read the whole queue for every event in it.
   */
  static final String NEXT =
      """
      WITH fresh AS MATERIALIZED (
        SELECT e.id, e.contact_id
          FROM event e
         WHERE e.state = 'NEW' AND e.id > 0
           AND NOT EXISTS (SELECT FROM event before
                            WHERE before.contact_id = e.contact_id AND before.id < e.id AND before.state = 'NEW'
                           OFFSET 0)
         ORDER BY e.id
         LIMIT :limit
           FOR UPDATE OF e SKIP LOCKED),
      ours AS MATERIALIZED (
        SELECT id FROM fresh WHERE contact_id IS NULL OR %s)
      SELECT e.*, EXISTS (SELECT FROM mart_feed f WHERE f.event_name = e.name) AS mapped
        FROM ours JOIN event e USING (id) ORDER BY id
      """
          .formatted(Holds.held("contact_id"));

  List<StoredEvent> lockNext(int limit) {
    return jdbc.sql(NEXT).param("limit", limit).query(Events::read).list();
  }

  /** This event, if it is still to be routed; locked, and its contact held. */
  Optional<StoredEvent> lock(StoredEvent event) {
    Optional<StoredEvent> locked =
        jdbc.sql(
                """
                SELECT e.*, EXISTS (SELECT FROM mart_feed f WHERE f.event_name = e.name) AS mapped
                  FROM event e
                 WHERE id = :id AND state = 'NEW'
                   FOR UPDATE OF e SKIP LOCKED
                """)
            .param("id", event.id())
            .query(Events::read)
            .optional();
    locked.map(StoredEvent::contact).map(List::of).ifPresent(holds::hold);
    return locked;
  }

  void settle(long id, String state) {
    settle(Map.of(id, state));
  }

  void settle(Map<Long, String> states) {
    List<Map.Entry<Long, String>> rows = List.copyOf(states.entrySet());
    jdbc.sql(
            """
            UPDATE event e SET state = s.state
              FROM unnest(:ids, :states) AS s(id, state)
             WHERE e.id = s.id
            """)
        .param("ids", rows.stream().map(Map.Entry::getKey).toArray(Long[]::new))
        .param("states", rows.stream().map(Map.Entry::getValue).toArray(String[]::new))
        .update();
  }

  /**
   * Notes a failed try; the fifth is the last, so that one event cannot hold up its contact for
   * ever.
   */
  void failed(long id, String error) {
    jdbc.sql(
            """
            UPDATE event
               SET tries = tries + 1, last_error = :error, state = CASE WHEN tries >= 4 THEN 'FAILED' ELSE state END
             WHERE id = :id
            """)
        .param("error", error.length() > 500 ? error.substring(0, 500) : error)
        .param("id", id)
        .update();
  }

  int expire() {
    return jdbc.sql(
            "UPDATE event SET state = 'EXPIRED' WHERE state = 'BUFFERED' AND keep_until < :now")
        .param("now", clock.instant().atOffset(ZoneOffset.UTC))
        .update();
  }

  /**
   * The oldest event that this walk may still use under that message name: one that nobody used, or
   * one that other walks used while this one was already on its way (halted, or not yet at the step
   * that waits).
   */
  Optional<StoredEvent> early(Walks.Walk walk, String message) {
    return jdbc.sql(
            """
            SELECT e.*, false AS mapped
              FROM event e
              LEFT JOIN message m ON m.id = e.message_id
             WHERE e.state IN ('BUFFERED', 'CONSUMED') AND e.contact_id = :contact AND e.machine IS NULL
               AND e.keep_until > :now
               AND (e.name = :message
                    OR ((e.message_id IS NULL OR m.process_instance_id = :instance)
                        AND :message IN (e.name || ':' || e.step, e.name || ':' || e.step || ':' || e.link)))
               AND (e.key IS NULL OR CAST(:object AS text) IS NULL OR e.key = :object)
               AND e.received_at >= CASE e.state WHEN 'BUFFERED' THEN :since ELSE :entered END
               AND NOT EXISTS (SELECT FROM event_use u WHERE u.event_id = e.id AND u.enrolment_id = :walk)
             ORDER BY e.occurred_at, e.id
             LIMIT 1
               FOR UPDATE OF e
            """)
        .param("contact", walk.contact().value())
        .param("message", message)
        .param("instance", walk.processInstanceId())
        .param("object", walk.objectId())
        .param("since", walk.enteredAt().minus(settings.beforeEntry()).atOffset(ZoneOffset.UTC))
        .param("entered", walk.enteredAt().atOffset(ZoneOffset.UTC))
        .param("now", clock.instant().atOffset(ZoneOffset.UTC))
        .param("walk", walk.id())
        .query(Events::read)
        .optional();
  }

  private static StoredEvent read(ResultSet row, int number) throws SQLException {
    long contact = row.getLong("contact_id");
    return new StoredEvent(
        row.getLong("id"),
        row.getString("name"),
        contact == 0 ? null : new ContactId(contact),
        row.getString("key"),
        row.getString("properties"),
        row.getTimestamp("occurred_at").toInstant(),
        row.getObject("message_id", UUID.class),
        row.getString("step"),
        row.getString("link"),
        row.getString("machine"),
        row.getString("event_id"),
        row.getBoolean("mapped"));
  }

  /** Equal for equal contents, whatever the order of the properties. */
  private static byte[] hash(Told told) {
    TreeMap<String, Object> content = new TreeMap<>();
    content.put("name", told.name());
    content.put("contact", String.valueOf(told.contact()));
    content.put("anonymousId", String.valueOf(told.anonymousId()));
    content.put("key", String.valueOf(told.key()));
    content.put("properties", told.properties());
    try {
      return MessageDigest.getInstance("SHA-256")
          .digest(json(content).getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static String json(Object value) {
    try {
      return CANONICAL.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("properties cannot be written as JSON", e);
    }
  }
}
