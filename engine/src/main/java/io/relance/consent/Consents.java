package io.relance.consent;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.context.ApplicationEventPublisher;
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

  /** What is in force on a channel for a purpose, and since when. */
  public record Current(String channel, String purpose, String status, Instant since) {}

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
      String source,
      Map<String, Object> proof) {
    String json = json(proof);
    Addresses addresses =
        Addresses.locked(jdbc, contact, "FOR UPDATE").orElseThrow(() -> unknown(contact));
    Instant now = clock.instant();
    String recordId = append(contact, channel, purpose, status, source, json, now);
    boolean changed = enforce(contact, channel, purpose, status, now);
    if (status == Status.GRANTED) {
      addresses.on(channel).ifPresent(address -> suppressions.forgive(channel, address));
    } else if (changed) {
      withdraw(contact, channel, purpose, recordId, now);
    }
    return recordId;
  }

  private void withdraw(
      ContactId contact, Channel channel, Purpose purpose, String recordId, Instant now) {
    if (purpose != Purpose.TRANSACTIONAL) {
      messages.suppressQueued(contact, channel, purpose, "consent-withdrawn", now);
    }
    events.publishEvent(new Withdrawn(contact, channel, purpose, recordId));
  }

  /** What is in force for a contact. */
  public List<Current> current(ContactId contact) {
    return jdbc.sql(
            """
            SELECT channel, purpose, status, since
              FROM consent
             WHERE contact_id = :contact
             ORDER BY channel, purpose
            """)
        .param("contact", contact.value())
        .query(
            (row, number) ->
                new Current(
                    row.getString("channel"),
                    row.getString("purpose"),
                    row.getString("status"),
                    row.getTimestamp("since").toInstant()))
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
      Status status,
      String source,
      String proof,
      Instant now) {
    return jdbc.sql(
            """
            INSERT INTO consent_record (contact_id, channel, purpose, status, at, source, proof)
            VALUES (:contact, :channel, :purpose, :status, :now, :source, CAST(:proof AS jsonb))
            RETURNING CAST(id AS text)
            """)
        .param("contact", contact.value())
        .param("channel", channel.word())
        .param("purpose", purpose.word())
        .param("status", status.word())
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
