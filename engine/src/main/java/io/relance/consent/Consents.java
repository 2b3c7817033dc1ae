package io.relance.consent;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.relance.contact.Contacts;
import io.relance.contact.WellFormed;
import io.relance.core.Channel;
import io.relance.core.ContactId;
import io.relance.core.Purpose;
import io.relance.core.Rejected;
import io.relance.messaging.Messages;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** What contacts agreed to or refused, per channel and purpose, with the whole history. */
@Repository
public class Consents {

  static final JsonMapper JSON = JsonMapper.builder().build();

  static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};
  private static final int LARGEST_PROOF = 16 * 1024;

  private final JdbcClient jdbc;
  private final Messages messages;
  private final Suppressions suppressions;
  private final ApplicationEventPublisher events;
  private final Clock clock;

  Consents(
      JdbcClient jdbc,
      Messages messages,
      Suppressions suppressions,
      ApplicationEventPublisher events,
      Clock clock) {
    this.jdbc = jdbc;
    this.messages = messages;
    this.suppressions = suppressions;
    this.events = events;
    this.clock = clock;
  }

  /**
   * A contact who had not refused before has refused now; told in the recording transaction.
   *
   * @param recordId names the entry in the log; the same for ever, so a good id for an event
   */
  public record Withdrawn(ContactId contact, Channel channel, Purpose purpose, String recordId) {}

  /**
   * What is in force on a channel for a purpose, since when, on what ground and to what wording.
   */
  public record Current(
      String channel,
      String purpose,
      String status,
      Instant since,
      String basis,
      @Nullable String textVersion) {}

  /** As the other one, on the ground that the person said so. */
  @Transactional
  public String record(
      ContactId contact,
      Channel channel,
      Purpose purpose,
      Status status,
      String source,
      Map<String, Object> proof) {
    return record(contact, channel, purpose, status, Grounds.SAID_SO, source, proof);
  }

  /**
   * Appends to the log and puts it in force. A refusal also stops what is queued for sending. Waits
   * for claims that are judging this contact, so that a message either left before the refusal or
   * is stopped by it.
   *
   * @param source how it came in: {@code api:name}, {@code journey}, {@code link}, …
   * @return the id of the entry
   */
  @Transactional
  public String record(
      ContactId contact,
      Channel channel,
      Purpose purpose,
      Status status,
      Grounds grounds,
      String source,
      Map<String, Object> proof) {
    String json = json(proof);
    if (!purpose.exists(channel)) {
      String problem = "has no meaning by " + channel.word() + "; only e-mails are observed";
      throw new Rejected(
              422, "consent-invalid", "Nothing was recorded: " + purpose.word() + " " + problem)
          .with("purpose", problem);
    }
    if (status == Status.GRANTED) {
      grounds.refuseUnless(channel, purpose, proof);
    }
    Addresses addresses =
        Addresses.locked(jdbc, contact, "FOR UPDATE").orElseThrow(() -> unknown(contact));
    Instant now = clock.instant();
    String recordId = append(contact, channel, purpose, status.word(), grounds, source, json, now);
    boolean changed = enforce(contact, channel, purpose, status, now);
    if (status == Status.GRANTED) {
      if (!purpose.isTracking()) { // who lets their reading be seen has not asked for mail
        addresses.on(channel).ifPresent(address -> suppressions.forgive(channel, address));
      }
    } else if (changed) {
      withdraw(contact, channel, purpose, recordId, now);
    }
    return recordId;
  }

  /**
   * What holds for two contacts that become one: a refusal of either, else nothing where one of
   * them never agreed, else their consent. Their logs become one log; what changes for the survivor
   * is added to it.
   */
  @EventListener
  void when(Contacts.Merged merged) {
    long survivor = merged.survivor().value();
    long absorbed = merged.absorbed().value();
    Instant now = clock.instant();
    jdbc.sql("UPDATE consent_record SET contact_id = :survivor WHERE contact_id = :absorbed")
        .param("survivor", survivor)
        .param("absorbed", absorbed)
        .update();
    String proof = json(Map.of("merged", Long.toString(absorbed)));
    for (Verdict verdict : verdicts(survivor, absorbed)) {
      Channel channel = Channel.of(verdict.channel()).orElseThrow();
      Purpose purpose = Purpose.of(verdict.purpose()).orElseThrow();
      String recordId =
          append(
              merged.survivor(),
              channel,
              purpose,
              verdict.status(),
              Grounds.SAID_SO,
              "merge",
              proof,
              now);
      if (verdict.status().equals(Status.REFUSED.word())) {
        if (enforce(merged.survivor(), channel, purpose, Status.REFUSED, now)) {
          withdraw(merged.survivor(), channel, purpose, recordId, now);
        }
      } else {
        jdbc.sql(
                """
                DELETE FROM consent WHERE contact_id = :contact AND channel = :channel AND purpose = :purpose
                """)
            .param("contact", survivor)
            .param("channel", verdict.channel())
            .param("purpose", verdict.purpose())
            .update();
      }
    }
  }

  /** What holds for the survivor of a merge where the two did not say the same. */
  private record Verdict(String channel, String purpose, String status) {}

  private List<Verdict> verdicts(long survivor, long absorbed) {
    return jdbc.sql(
            """
            SELECT channel, purpose, CASE WHEN bool_or(status = 'refused') THEN 'refused' ELSE 'unknown' END AS status
              FROM consent
             WHERE contact_id IN (:survivor, :absorbed)
             GROUP BY channel, purpose
            HAVING NOT (count(*) = 2 AND min(status) = max(status))
             ORDER BY channel, purpose
            """)
        .param("survivor", survivor)
        .param("absorbed", absorbed)
        .query(Verdict.class)
        .list();
  }

  private void withdraw(
      ContactId contact, Channel channel, Purpose purpose, String recordId, Instant now) {
    if (purpose == Purpose.MARKETING || purpose == Purpose.SERVICE) {
      messages.suppressQueued(contact, channel, purpose, "consent-withdrawn", now);
    }
    events.publishEvent(new Withdrawn(contact, channel, purpose, recordId));
  }

  /** The channels on which there is an address of the contact that a message could go to. */
  public Set<Channel> reachableOn(ContactId contact) {
    Set<Channel> channels = EnumSet.noneOf(Channel.class);
    Addresses.locked(jdbc, contact, "")
        .ifPresent(
            known -> {
              known.on(Channel.EMAIL).ifPresent(address -> channels.add(Channel.EMAIL));
              known.on(Channel.SMS).ifPresent(address -> channels.add(Channel.SMS));
            });
    return channels;
  }

  /** What is in force for a contact. */
  public List<Current> current(ContactId contact) {
    return jdbc.sql(
            """
            SELECT c.channel, c.purpose, c.status, c.since, COALESCE(r.basis, 'consent') AS basis, r.text_version
              FROM consent c
              LEFT JOIN LATERAL (SELECT basis, text_version
                                   FROM consent_record r
                                  WHERE r.contact_id = c.contact_id AND r.channel = c.channel AND r.purpose = c.purpose
                                  ORDER BY r.id DESC
                                  LIMIT 1) r ON true
             WHERE c.contact_id = :contact
             ORDER BY c.channel, c.purpose
            """)
        .param("contact", contact.value())
        .query(
            (row, number) ->
                new Current(
                    row.getString("channel"),
                    row.getString("purpose"),
                    row.getString("status"),
                    row.getTimestamp("since").toInstant(),
                    row.getString("basis"),
                    row.getString("text_version")))
        .list();
  }

  /** Everything a contact ever said, oldest first. */
  public List<ConsentRecord> history(ContactId contact) {
    return jdbc.sql("SELECT * FROM consent_record WHERE contact_id = :contact ORDER BY id")
        .param("contact", contact.value())
        .query(Consents::read)
        .list();
  }

  private String append(
      ContactId contact,
      Channel channel,
      Purpose purpose,
      String status,
      Grounds grounds,
      String source,
      String proof,
      Instant now) {
    return jdbc.sql(
            """
            INSERT INTO consent_record (contact_id, channel, purpose, status, basis, text_version, at, source, proof)
            VALUES (:contact, :channel, :purpose, :status, :basis, :version, :now, :source, CAST(:proof AS jsonb))
            RETURNING CAST(id AS text)
            """)
        .param("contact", contact.value())
        .param("channel", channel.word())
        .param("purpose", purpose.word())
        .param("status", status)
        .param("basis", grounds.basis().word())
        .param("version", grounds.textVersion())
        .param("now", now.atOffset(ZoneOffset.UTC))
        .param("source", source)
        .param("proof", proof)
        .query(String.class)
        .single();
  }

  /** Answers whether this is another status than the one in force. */
  private boolean enforce(
      ContactId contact, Channel channel, Purpose purpose, Status status, Instant now) {
    return jdbc.sql(
                """
                INSERT INTO consent (contact_id, channel, purpose, status, since)
                VALUES (:contact, :channel, :purpose, :status, :now)
                    ON CONFLICT (contact_id, channel, purpose)
                    DO UPDATE SET status = EXCLUDED.status, since = EXCLUDED.since
                              WHERE consent.status <> EXCLUDED.status
                """)
            .param("contact", contact.value())
            .param("channel", channel.word())
            .param("purpose", purpose.word())
            .param("status", status.word())
            .param("now", now.atOffset(ZoneOffset.UTC))
            .update()
        == 1;
  }

  private static String json(Map<String, Object> proof) {
    String problem = WellFormed.problem(proof);
    try {
      String json = JSON.writeValueAsString(proof);
      if (problem == null && json.length() > LARGEST_PROOF) {
        problem = "is larger than 16 KiB";
      }
      if (problem != null) {
        throw new Rejected(422, "consent-invalid", "The proof " + problem + ".")
            .with("proof", problem);
      }
      return json;
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("a proof that cannot be written as JSON", e);
    }
  }

  private static Rejected unknown(ContactId contact) {
    return new Rejected(
        404, "contact-not-found", "The contact " + contact + " was erased; nothing was recorded.");
  }

  private static ConsentRecord read(ResultSet row, int number) throws SQLException {
    try {
      return new ConsentRecord(
          row.getString("id"),
          row.getString("channel"),
          row.getString("purpose"),
          row.getString("status"),
          row.getString("basis"),
          row.getString("text_version"),
          row.getTimestamp("at").toInstant(),
          row.getString("source"),
          JSON.readValue(row.getString("proof"), OBJECT));
    } catch (JsonProcessingException e) {
      throw new SQLException("a proof that is no JSON object", e);
    }
  }

  /** Where a contact can be reached, read under a lock of its row. */
  record Addresses(Optional<String> email, Optional<String> phone) {

    static Optional<Addresses> locked(JdbcClient jdbc, ContactId contact, String lock) {
      return jdbc.sql("SELECT email, phone FROM contact WHERE id = :id " + lock)
          .param("id", contact.value())
          .query((row, number) -> read(row))
          .optional();
    }

    /** Of many, locked in one order whoever asks; those who do not exist are missing. */
    static Map<ContactId, Addresses> locked(
        JdbcClient jdbc, Collection<ContactId> contacts, String lock) {
      Map<ContactId, Addresses> addresses = new HashMap<>();
      jdbc.sql("SELECT id, email, phone FROM contact WHERE id = ANY (:ids) ORDER BY id " + lock)
          .param("ids", contacts.stream().map(ContactId::value).toArray(Long[]::new))
          .query(
              row -> {
                addresses.put(new ContactId(row.getLong("id")), read(row));
              });
      return addresses;
    }

    static Addresses read(ResultSet row) throws SQLException {
      return new Addresses(
          Optional.ofNullable(row.getString("email")), Optional.ofNullable(row.getString("phone")));
    }

    Optional<String> on(Channel channel) {
      return switch (channel) {
        case EMAIL -> email;
        case SMS, VOICE, WHATSAPP -> phone;
        case PUSH, LETTER, WEBHOOK, NOTIFICATION -> Optional.empty();
      };
    }
  }
}
