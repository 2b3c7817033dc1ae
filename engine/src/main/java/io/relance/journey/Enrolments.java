package io.relance.journey;

import io.relance.core.BusinessKey;
import io.relance.core.ContactId;
import io.relance.core.Rejected;
import io.relance.journey.Versions.Version;
import io.relance.journey.check.Diagram.Reentry;
import io.relance.messaging.Messages;
import io.relance.process.MessageNames;
import io.relance.runtime.Tokens;
import io.relance.runtime.WalkLog;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashSet;
import java.util.List;
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
  private final Messages messages;
  private final Clock clock;

  Enrolments(
      JdbcClient jdbc,
      JourneyTable journeys,
      Versions versions,
      Tokens tokens,
      Messages messages,
      Clock clock) {
    this.jdbc = jdbc;
    this.journeys = journeys;
    this.versions = versions;
    this.tokens = tokens;
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
      ContactId contact, @Nullable String objectId, String data, @Nullable Cause event) {}

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
    Version version = open(journeyKey);
    BusinessKey key = new BusinessKey(journeyKey, entry.contact(), entry.objectId());
    if (version.diagram().reentry() == Reentry.NEVER && hasWalked(key)) {
      return Optional.empty();
    }
    if (version.diagram().reentry() == Reentry.ALWAYS) {
      inside(key).forEach(walk -> end(walk, "restarted", null));
    }
    Optional<Long> enrolment = insert(key, version, entry);
    if (enrolment.isEmpty()) {
      return Optional.empty();
    }
    if (entry.event() != null) {
      jdbc.sql(
              "INSERT INTO event_use (event_id, enrolment_id, at) VALUES (:event, :enrolment, :now)")
          .param("event", entry.event().eventId())
          .param("enrolment", enrolment.get())
          .param("now", now())
          .update();
    }
    tokens.start(
        version.processDefinitionId(),
        version.start(entry.event() == null ? null : entry.event().name()),
        key);
    return Optional.of(key);
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
    Set<BusinessKey> entered = new LinkedHashSet<>();
    entries.forEach(entry -> enrol(journeyKey, entry).ifPresent(entered::add));
    return entered;
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
   */
  private Optional<Long> insert(BusinessKey key, Version version, Entry entry) {
    return jdbc.sql(
            """
            INSERT INTO enrolment (business_key, journey_key, version, contact_id, object_id, data, last_event_id, entered_at)
            VALUES (:key, :journey, :version, :contact, :object, CAST(:data AS jsonb), :event, :now)
                ON CONFLICT (business_key) WHERE ended_at IS NULL DO NOTHING
            RETURNING id
            """)
        .param("key", key.toString())
        .param("journey", key.journey())
        .param("version", version.version())
        .param("contact", key.contact().value())
        .param("object", key.objectId())
        .param("data", entry.data())
        .param("event", entry.event() == null ? null : entry.event().eventId())
        .param("now", now())
        .query(Long.class)
        .optional();
  }

  private boolean hasWalked(BusinessKey key) {
    return jdbc.sql("SELECT EXISTS (SELECT FROM enrolment WHERE business_key = :key)")
        .param("key", key.toString())
        .query(Boolean.class)
        .single();
  }

  private List<String> inside(BusinessKey key) {
    return jdbc.sql(
            "SELECT process_instance_id FROM enrolment WHERE business_key = :key AND ended_at IS NULL")
        .param("key", key.toString())
        .query(String.class)
        .list();
  }

  /** Takes a contact out of a journey; does nothing when the walk has ended already. */
  @Transactional
  public void withdraw(String processInstanceId, String reason) {
    end(processInstanceId, "withdrawn", reason.isBlank() ? null : reason);
  }

  /** Ends one walk from outside; what it had queued is taken back. */
  void end(String processInstanceId, String outcome, @Nullable String detail) {
    int ended =
        jdbc.sql(
                """
                UPDATE enrolment SET outcome = :outcome, end_detail = :detail, ended_at = :now
                 WHERE process_instance_id = :instance AND ended_at IS NULL
                """)
            .param("outcome", outcome)
            .param("detail", detail)
            .param("now", now())
            .param("instance", processInstanceId)
            .update();
    if (ended == 1) {
      messages.withdraw(processInstanceId, outcome, clock.instant());
      tokens.withdraw(processInstanceId, outcome);
    }
  }

  int stopAll(String journeyKey) {
    List<String> inside =
        jdbc.sql(
                "SELECT process_instance_id FROM enrolment WHERE journey_key = :journey AND ended_at IS NULL ORDER BY id")
            .param("journey", journeyKey)
            .query(String.class)
            .list();
    inside.forEach(walk -> end(walk, "stopped", null));
    return inside.size();
  }

  /** Ends the contact's walks through journeys that send marketing. */
  void endMarketing(ContactId contact, String outcome) {
    jdbc.sql(
            """
            SELECT e.process_instance_id
              FROM enrolment e
              JOIN journey_version v ON v.journey_key = e.journey_key AND v.version = e.version
             WHERE e.contact_id = :contact AND e.ended_at IS NULL AND v.marketing
             ORDER BY e.id
            """)
        .param("contact", contact.value())
        .query(String.class)
        .list()
        .forEach(walk -> end(walk, outcome, null));
  }

  /** Moves the tokens of a contact that wait for the erasure. */
  void tellErased(ContactId contact) {
    tokens
        .waiting(inside(contact), List.of(MessageNames.CONTACT_ERASED))
        .forEach(tokens::correlate);
  }

  /** Ends all walks of a contact. */
  void endAll(ContactId contact, String outcome) {
    inside(contact).forEach(walk -> end(walk, outcome, null));
  }

  private List<String> inside(ContactId contact) {
    return jdbc.sql(
            """
            SELECT process_instance_id FROM enrolment
             WHERE contact_id = :contact AND ended_at IS NULL ORDER BY id
            """)
        .param("contact", contact.value())
        .query(String.class)
        .list();
  }

  @Override
  public void began(String businessKey, String processInstanceId) {
    int linked =
        jdbc.sql(
                """
                UPDATE enrolment SET process_instance_id = :instance
                 WHERE business_key = :key AND ended_at IS NULL AND process_instance_id IS NULL
                """)
            .param("instance", processInstanceId)
            .param("key", businessKey)
            .update();
    if (linked != 1) {
      throw new IllegalStateException(
          "a process instance may only begin with an enrolment; enrol the contact instead");
    }
  }

  @Override
  public void reached(String processInstanceId, String end) {
    jdbc.sql(
            "UPDATE enrolment SET outcome = :end WHERE process_instance_id = :instance AND ended_at IS NULL")
        .param("end", end)
        .param("instance", processInstanceId)
        .update();
  }

  /**
   * Ended by its diagram, or by an admin in the cockpit; what we end ourselves has its date
   * already.
   */
  @Override
  public void ended(String processInstanceId, boolean cancelled) {
    int ended =
        jdbc.sql(
                """
                UPDATE enrolment
                   SET ended_at = :now, outcome = CASE WHEN :cancelled THEN 'withdrawn' ELSE coalesce(outcome, 'ended') END
                 WHERE process_instance_id = :instance AND ended_at IS NULL
                """)
            .param("now", now())
            .param("cancelled", cancelled)
            .param("instance", processInstanceId)
            .update();
    if (ended == 1) {
      messages.withdraw(processInstanceId, "enrolment-ended", clock.instant());
    }
  }

  private OffsetDateTime now() {
    return clock.instant().atOffset(ZoneOffset.UTC);
  }
}
