package io.relance.journey;

import io.relance.core.BusinessKey;
import io.relance.core.ContactId;
import io.relance.core.Rejected;
import io.relance.journey.Versions.Version;
import io.relance.messaging.Messages;
import io.relance.process.MessageNames;
import io.relance.process.WriteBehind;
import io.relance.runtime.Holds;
import io.relance.runtime.Tokens;
import io.relance.runtime.WalkLog;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Who walks through which journey: one walk at a time per business key, guarded by the database
 * itself.
 */
@Component
public class Enrolments implements WalkLog {

  private final JdbcClient jdbc;
  private final JourneyTable journeys;
  private final Versions versions;
  private final Tokens tokens;
  private final Holds holds;
  private final Messages messages;
  private final Clock clock;
  private final WriteBehind<Ending> endings = new WriteBehind<>(this::write);

  Enrolments(
      JdbcClient jdbc,
      JourneyTable journeys,
      Versions versions,
      Tokens tokens,
      Holds holds,
      Messages messages,
      Clock clock) {
    this.jdbc = jdbc;
    this.journeys = journeys;
    this.versions = versions;
    this.tokens = tokens;
    this.holds = holds;
    this.messages = messages;
    this.clock = clock;
  }

  /**
   * Somebody who shall enter.
   *
   * @param data JSON text: what the walk begins with
   * @param event the stored event that lets the contact in, with its name
   */
  public record Entry(
      ContactId contact, @Nullable String objectId, String data, @Nullable Cause event) {

    BusinessKey key(String journey) {
      return new BusinessKey(journey, contact, objectId);
    }
  }

  /** The event that caused an entry. */
  public record Cause(long eventId, String name) {}

  /**
   * Lets a contact in, in the running transaction.
   *
   * @return the business key; empty when the re-entry rule says no
   * @throws Rejected 404 or 409 when the journey takes nobody
   */
  @Transactional
  public Optional<BusinessKey> enrol(String journeyKey, Entry entry) {
    return enrolAll(journeyKey, List.of(entry)).stream().findFirst();
  }

  /**
   * Lets many contacts in, in the running transaction.
   *
   * @param entries each key at most once
   * @return the keys of those who entered; the others are inside already or the re-entry rule says
   *     no
   * @throws Rejected 404 or 409 when the journey takes nobody
   */
  @Transactional
  public Set<BusinessKey> enrolAll(String journeyKey, List<Entry> entries) {
    Version version = open(journeyKey);
    holds.hold(entries.stream().map(Entry::contact).toList());
    endings.flush();
    Map<String, Entry> entering = new LinkedHashMap<>();
    entries.forEach(entry -> entering.put(entry.key(journeyKey).toString(), entry));
    switch (version.diagram().reentry()) {
      case NEVER -> entering.keySet().removeAll(known(entering.keySet(), false).keySet());
      case ALWAYS -> end(known(entering.keySet(), true), "restarted", null);
      default -> {
        // The unique index on the business key of those inside says it all.
      }
    }
    return entering.isEmpty() ? Set.of() : begin(version, journeyKey, entering);
  }

  private Set<BusinessKey> begin(Version version, String journeyKey, Map<String, Entry> entering) {
    Map<String, Begun> begun = insert(version, journeyKey, entering);
    Map<String, Map<String, BusinessKey>> byStart = new LinkedHashMap<>();
    Set<BusinessKey> entered = new LinkedHashSet<>();
    entering.forEach(
        (key, entry) -> {
          Begun walk = begun.get(key);
          if (walk != null) {
            entered.add(entry.key(journeyKey));
            byStart
                .computeIfAbsent(
                    version.start(entry.event() == null ? null : entry.event().name()),
                    start -> new LinkedHashMap<>())
                .put(walk.processInstanceId(), entry.key(journeyKey));
          }
        });
    noteCauses(entering, begun);
    byStart.forEach((start, walks) -> tokens.start(version.processDefinitionId(), start, walks));
    return entered;
  }

  /** An enrolment that was just written. */
  private record Begun(long id, String processInstanceId) {}

  /** Those who entered by an event have used it. */
  private void noteCauses(Map<String, Entry> entering, Map<String, Begun> begun) {
    List<Long> events = new ArrayList<>();
    List<Long> walks = new ArrayList<>();
    begun.forEach(
        (key, walk) -> {
          Entry entry = entering.get(key);
          if (entry != null && entry.event() != null) {
            events.add(entry.event().eventId());
            walks.add(walk.id());
          }
        });
    if (!events.isEmpty()) {
      jdbc.sql(
              """
              INSERT INTO event_use (event_id, enrolment_id, at)
              SELECT event, walk, :now FROM unnest(:events, :walks) AS u(event, walk)
              """)
          .param("events", events.toArray(Long[]::new))
          .param("walks", walks.toArray(Long[]::new))
          .param("now", now())
          .update();
    }
  }

  private Version open(String journeyKey) {
    Journey journey =
        journeys
            .find(journeyKey)
            .orElseThrow(
                () ->
                    new Rejected(
                        404, "unknown-journey", "there is no journey '" + journeyKey + "'"));
    journey.requirePublished();
    if (journey.state() != Journey.State.LIVE || journey.version() == null) {
      throw new Rejected(
          409,
          "not-live",
          "the journey '"
              + journeyKey
              + "' is "
              + journey.state().word()
              + " and takes nobody in; "
              + (journey.state() == Journey.State.PAUSED
                  ? "resume it first"
                  : "publish it again first"));
    }
    Version version = versions.find(journeyKey, journey.version());
    if (version == null) {
      throw new IllegalStateException("the newest version of '" + journeyKey + "' is missing");
    }
    return version;
  }

  /**
   * The unique index on the business key of those inside decides; nobody else needs to be asked.
   * Answers those who entered, by business key.
   */
  private Map<String, Begun> insert(
      Version version, String journeyKey, Map<String, Entry> entering) {
    List<Entry> entries = List.copyOf(entering.values());
    Map<String, Begun> begun = new HashMap<>();
    jdbc.sql(
            """
            INSERT INTO enrolment (business_key, journey_key, version, contact_id, object_id, data, last_event_id,
                                   process_instance_id, entered_at)
            SELECT n.key, :journey, :version, n.contact, n.object, CAST(n.data AS jsonb), n.event, n.instance, :now
              FROM unnest(:keys, :contacts, CAST(:objects AS text[]), :data, CAST(:events AS bigint[]), :instances)
                   AS n(key, contact, object, data, event, instance)
                ON CONFLICT (business_key) WHERE ended_at IS NULL DO NOTHING
            RETURNING id, business_key, process_instance_id
            """)
        .param("journey", journeyKey)
        .param("version", version.version())
        .param("keys", entering.keySet().toArray(String[]::new))
        .param("contacts", entries.stream().map(one -> one.contact().value()).toArray(Long[]::new))
        .param("objects", entries.stream().map(Entry::objectId).toArray(String[]::new))
        .param("data", entries.stream().map(Entry::data).toArray(String[]::new))
        .param(
            "events",
            entries.stream()
                .map(one -> one.event() == null ? null : one.event().eventId())
                .toArray(Long[]::new))
        .param("instances", tokens.newInstances(entries.size()).toArray(String[]::new))
        .param("now", now())
        .query(
            row -> {
              begun.put(
                  row.getString("business_key"),
                  new Begun(row.getLong("id"), row.getString("process_instance_id")));
            });
    return begun;
  }

  /** The walks that have one of these keys, ever or now: the contact by key and by instance. */
  private Map<String, Walk> known(Set<String> keys, boolean inside) {
    Map<String, Walk> known = new HashMap<>();
    jdbc.sql(
            """
            SELECT business_key, process_instance_id, contact_id
              FROM enrolment
             WHERE business_key = ANY (:keys) AND (ended_at IS NULL OR NOT :inside)
            """)
        .param("keys", keys.toArray(String[]::new))
        .param("inside", inside)
        .query(
            row -> {
              known.put(row.getString("business_key"), walk(row));
            });
    return known;
  }

  /** Somebody's walk. */
  private record Walk(String processInstanceId, ContactId contact) {}

  private static Walk walk(ResultSet row) throws SQLException {
    return new Walk(row.getString("process_instance_id"), new ContactId(row.getLong("contact_id")));
  }

  /** Takes a contact out of a journey; does nothing when the walk has ended already. */
  @Transactional
  public void withdraw(String processInstanceId, String reason) {
    List<Walk> walk =
        jdbc.sql(
                "SELECT process_instance_id, contact_id FROM enrolment WHERE process_instance_id ="
                    + " :instance")
            .param("instance", processInstanceId)
            .query((row, number) -> walk(row))
            .list();
    holds.hold(walk.stream().map(Walk::contact).toList());
    end(walk, "withdrawn", reason.isBlank() ? null : reason);
  }

  private void end(Map<String, Walk> walks, String outcome, @Nullable String detail) {
    end(List.copyOf(walks.values()), outcome, detail);
  }

  /**
   * Ends walks from outside, whose contacts are held; what they had queued is taken back. Answers
   * how many had not ended before.
   */
  private int end(List<Walk> walks, String outcome, @Nullable String detail) {
    endings.flush();
    Map<String, ContactId> ended = new LinkedHashMap<>();
    jdbc.sql(
            """
            UPDATE enrolment SET outcome = :outcome, end_detail = :detail, ended_at = :now
             WHERE process_instance_id = ANY (:instances) AND ended_at IS NULL
            RETURNING process_instance_id, contact_id
            """)
        .param("outcome", outcome)
        .param("detail", detail)
        .param("now", now())
        .param("instances", walks.stream().map(Walk::processInstanceId).toArray(String[]::new))
        .query(
            row -> {
              ended.put(
                  row.getString("process_instance_id"), new ContactId(row.getLong("contact_id")));
            });
    if (!ended.isEmpty()) {
      messages.withdraw(ended.keySet(), outcome, clock.instant());
      tokens.withdraw(ended, outcome);
    }
    return ended.size();
  }

  /**
   * Ends the next few walks of a journey that is stopped; answers how many there were. Needs a
   * transaction of its own for each call, so that a million can end without one long transaction.
   */
  @Transactional
  int stopSome(String journeyKey) {
    List<Walk> some =
        jdbc.sql(
                """
                SELECT process_instance_id, contact_id FROM enrolment
                 WHERE journey_key = :journey AND ended_at IS NULL
                 LIMIT 200
                """)
            .param("journey", journeyKey)
            .query((row, number) -> walk(row))
            .list();
    holds.hold(some.stream().map(Walk::contact).toList());
    return end(some, "stopped", null);
  }

  /** Ends the contact's walks through journeys that send marketing. */
  void endMarketing(ContactId contact, String outcome) {
    end(
        jdbc.sql(
                """
                SELECT e.process_instance_id, e.contact_id
                  FROM enrolment e
                  JOIN journey_version v ON v.journey_key = e.journey_key AND v.version = e.version
                 WHERE e.contact_id = :contact AND e.ended_at IS NULL AND v.marketing
                 ORDER BY e.id
                """)
            .param("contact", contact.value())
            .query((row, number) -> walk(row))
            .list(),
        outcome,
        null);
  }

  /** Moves the tokens of a contact that wait for the erasure. */
  void tellErased(ContactId contact) {
    holds.hold(List.of(contact));
    Set<String> moved = new HashSet<>();
    tokens.correlate(
        tokens
            .waiting(
                inside(contact).stream().map(Walk::processInstanceId).toList(),
                List.of(MessageNames.CONTACT_ERASED))
            .stream()
            .filter(waiting -> moved.add(waiting.processInstanceId()))
            .toList());
  }

  /** Ends all walks of a contact. */
  void endAll(ContactId contact, String outcome) {
    holds.hold(List.of(contact));
    endings.flush();
    end(inside(contact), outcome, null);
  }

  /**
   * Gives all walks of a contact to another one; both are held. Where both walk under the same key,
   * the younger walk is withdrawn.
   */
  void move(ContactId from, ContactId to) {
    endings.flush();
    end(
        jdbc.sql(
                """
                SELECT younger.process_instance_id, younger.contact_id
                  FROM enrolment a
                  JOIN enrolment b ON b.contact_id = :to AND b.ended_at IS NULL AND b.journey_key = a.journey_key
                                  AND b.object_id IS NOT DISTINCT FROM a.object_id
                 CROSS JOIN LATERAL (SELECT e.process_instance_id, e.contact_id
                                       FROM enrolment e WHERE e.id IN (a.id, b.id)
                                      ORDER BY e.entered_at DESC, e.id DESC LIMIT 1) younger
                 WHERE a.contact_id = :from AND a.ended_at IS NULL
                """)
            .param("from", from.value())
            .param("to", to.value())
            .query((row, number) -> walk(row))
            .list(),
        "withdrawn",
        "merged");
    Map<String, String> walking = new LinkedHashMap<>();
    jdbc.sql(
            """
            UPDATE enrolment
               SET contact_id = :to,
                   business_key = journey_key || ':' || CAST(:to AS bigint) || coalesce(':' || object_id, '')
             WHERE contact_id = :from
            RETURNING CASE WHEN ended_at IS NULL THEN process_instance_id END AS instance, business_key
            """)
        .param("from", from.value())
        .param("to", to.value())
        .query(
            row -> {
              if (row.getString("instance") != null) {
                walking.put(row.getString("instance"), row.getString("business_key"));
              }
            });
    tokens.rename(walking);
  }

  private List<Walk> inside(ContactId contact) {
    return jdbc.sql(
            """
            SELECT process_instance_id, contact_id FROM enrolment
             WHERE contact_id = :contact AND ended_at IS NULL ORDER BY id
            """)
        .param("contact", contact.value())
        .query((row, number) -> walk(row))
        .list();
  }

  /**
   * What the engine tells of a walk.
   *
   * @param reached the end that was reached, where one was
   */
  private record Ending(
      String processInstanceId, @Nullable String reached, boolean ended, boolean cancelled) {

    Ending and(Ending later) {
      return new Ending(
          processInstanceId,
          later.reached() == null ? reached : later.reached(),
          ended || later.ended(),
          cancelled || later.cancelled());
    }
  }

  @Override
  public void reached(String processInstanceId, String end) {
    endings.add(new Ending(processInstanceId, end, false, false));
  }

  @Override
  public void ended(String processInstanceId, boolean cancelled) {
    endings.add(new Ending(processInstanceId, null, true, cancelled));
  }

  /**
   * Ended by their diagram, or by an admin in the cockpit; what we end ourselves has its date
   * already.
   */
  private void write(List<Ending> told) {
    Map<String, Ending> byWalk = new LinkedHashMap<>();
    told.forEach(one -> byWalk.merge(one.processInstanceId(), one, Ending::and));
    List<Ending> rows = List.copyOf(byWalk.values());
    List<String> ended =
        jdbc
            .sql(
                """
                UPDATE enrolment e
                   SET ended_at = CASE WHEN w.ended THEN CAST(:now AS timestamptz) END,
                       outcome = CASE WHEN w.ended AND w.cancelled THEN 'withdrawn'
                                      WHEN w.ended THEN coalesce(w.reached, e.outcome, 'ended')
                                      ELSE coalesce(w.reached, e.outcome) END
                  FROM unnest(:instances, CAST(:reached AS text[]), CAST(:ended AS boolean[]), CAST(:cancelled AS boolean[]))
                       AS w(instance, reached, ended, cancelled)
                 WHERE e.process_instance_id = w.instance AND e.ended_at IS NULL
                RETURNING CASE WHEN w.ended THEN e.process_instance_id END
                """)
            .param("now", now())
            .param("instances", rows.stream().map(Ending::processInstanceId).toArray(String[]::new))
            .param("reached", rows.stream().map(Ending::reached).toArray(String[]::new))
            .param("ended", rows.stream().map(Ending::ended).toArray(Boolean[]::new))
            .param("cancelled", rows.stream().map(Ending::cancelled).toArray(Boolean[]::new))
            .query((row, number) -> String.valueOf(row.getString(1)))
            .list()
            .stream()
            .filter(instance -> !instance.equals("null"))
            .toList();
    if (!ended.isEmpty()) {
      messages.withdraw(ended, "enrolment-ended", clock.instant());
    }
  }

  private OffsetDateTime now() {
    return clock.instant().atOffset(ZoneOffset.UTC);
  }
}
