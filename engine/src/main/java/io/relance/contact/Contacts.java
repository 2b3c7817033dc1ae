package io.relance.contact;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.relance.contact.ContactRows.Change;
import io.relance.core.Audited;
import io.relance.core.ContactId;
import io.relance.core.Rejected;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** Everybody who is known to this installation. */
@Repository
public class Contacts {

  private static final Logger log = LoggerFactory.getLogger(Contacts.class);

  static final JsonMapper JSON = JsonMapper.builder().build();

  private static final TypeReference<Map<String, Object>> ATTRIBUTES = new TypeReference<>() {};

  private static final TypeReference<Map<String, Contact.Touch>> TOUCHED = new TypeReference<>() {};

  private final JdbcClient jdbc;
  private final ContactRows rows;
  private final ContactRules rules;
  private final ContactFields fields;
  private final Erasure erasure;
  private final ApplicationEventPublisher events;

  Contacts(
      JdbcClient jdbc,
      ContactRows rows,
      ContactRules rules,
      ContactFields fields,
      Erasure erasure,
      ApplicationEventPublisher events) {
    this.jdbc = jdbc;
    this.rows = rows;
    this.rules = rules;
    this.fields = fields;
    this.erasure = erasure;
    this.events = events;
  }

  /**
   * A contact is about to be erased; told in the erasing transaction, while its rows are still
   * there.
   */
  public record Erased(ContactId contact) {}

  /**
   * Two contacts are one from now on; told in the merging transaction, before the absorbed one's
   * row goes. Whoever keeps something of a contact moves it to the survivor.
   */
  public record Merged(ContactId survivor, ContactId absorbed) {}

  /** Some contacts, and where the next ones begin. */
  public record Page(List<Contact> items, @Nullable String next) {}

  /** A contact as it is after a change; {@code created} when it was not there before. */
  public record Put(Contact contact, boolean created, boolean changed) {}

  /** The contact of this external id, or of one that a contact merged into it had. */
  public Optional<Contact> byExternalId(String externalId) {
    return jdbc.sql(
            """
            SELECT * FROM contact WHERE id = (SELECT contact_id FROM contact_name WHERE external_id = :id LIMIT 1)
            """)
        .param("id", externalId)
        .query(Contacts::read)
        .optional();
  }

  public Optional<Contact> byId(ContactId id) {
    return jdbc.sql("SELECT * FROM contact WHERE id = :id")
        .param("id", id.value())
        .query(Contacts::read)
        .optional();
  }

  /** The contact of this external id, or a refusal that says there is none. */
  public Contact named(String externalId) {
    return byExternalId(externalId).orElseThrow(() -> unknown(externalId));
  }

  static Rejected unknown(String externalId) {
    return new Rejected(
        404, "contact-not-found", "There is no contact with the external id '" + externalId + "'.");
  }

  /**
   * Those whose external id, address, number or name holds the text, newest first.
   *
   * @param cursor where to go on, as a page before said
   */
  public Page search(@Nullable String text, @Nullable String cursor, int limit) {
    List<Contact> found =
        jdbc.sql(
                """
                SELECT *
                  FROM contact
                 WHERE id < :before
                   AND (:all
                        OR external_id ILIKE :like
                        OR email ILIKE :like
                        OR phone LIKE :like
                        OR concat_ws(' ', attributes ->> 'firstName', attributes ->> 'lastName') ILIKE :like)
                 ORDER BY id DESC
                 LIMIT :limit
                """)
            .param("before", cursor == null ? Long.MAX_VALUE : position(cursor))
            .param("all", text == null || text.isBlank())
            .param("like", "%" + literally(text == null ? "" : text.strip()) + "%")
            .param("limit", limit + 1)
            .query(Contacts::read)
            .list();
    return found.size() <= limit
        ? new Page(found, null)
        : new Page(found.subList(0, limit), cursor(found.get(limit - 1).id()));
  }

  /** As {@link #put(String, ContactInput, boolean, String)}, done by the application itself. */
  @Transactional
  public Put put(String externalId, ContactInput given, boolean createFields) {
    return put(externalId, given, createFields, "system");
  }

  /**
   * Creates the contact or changes what is given.
   *
   * @param createFields whether attributes with new names are created; they are refused otherwise
   * @param by who says so, such as {@code person:ada}; kept beside every value that changes
   */
  @Transactional
  public Put put(String externalId, ContactInput given, boolean createFields, String by) {
    String name = new ExternalId(externalId).value();
    String locale = byExternalId(name).map(Contact::locale).orElse(null);
    var checked = rules.check(given, fields.known(), createFields, locale);
    if (!checked.problems().isEmpty()) {
      Rejected refusal = invalid(name);
      for (Rejected.Detail problem : checked.problems()) {
        refusal = refusal.with(problem.field(), problem.message());
      }
      throw refusal;
    }
    fields.add(checked.newFields());
    var outcome = rows.write(List.of(new ContactRows.Row(name, checked.input())), by).get(0);
    if (outcome.change() == Change.TOO_LARGE) {
      throw invalid(name).with("attributes", "would be larger than 64 KiB together");
    }
    return new Put(
        named(name), outcome.change() == Change.CREATED, outcome.change() != Change.UNCHANGED);
  }

  /** What a person corrected by hand; noted in the audit log, without the values. */
  @Transactional
  public void correct(String externalId, ContactInput given, String who) {
    Put put = put(externalId, given, false, "person:" + who);
    if (put.changed()) {
      Set<String> names = new TreeSet<>(given.attributes().keySet());
      names.addAll(given.profile().keySet());
      events.publishEvent(
          new Audited(
              "contact.corrected",
              put.contact().id().toString(),
              Map.of("fields", String.join(", ", names))));
    }
  }

  /** Forgets the contact for good; answers false when it is not there (any more). */
  public boolean erase(ContactId id) {
    for (int again = 3; again > 0; again--) {
      try {
        return erasure.erase(id);
      } catch (PessimisticLockingFailureException e) {
        // A step of the contact was under way at the same moment; its end is near.
        log.info("The erasure of contact {} is tried again: {}", id, e.getMessage());
      }
    }
    return erasure.erase(id);
  }

  private static Rejected invalid(String externalId) {
    return new Rejected(
        422,
        "contact-invalid",
        "The contact '" + externalId + "' was not stored; mend the fields that are named.");
  }

  /** Keeps the signs that LIKE gives a meaning to as they are. */
  private static String literally(String text) {
    return text.replace("\u0000", "").replaceAll("([\\\\%_])", "\\\\$1");
  }

  private static String cursor(ContactId id) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(("c" + id).getBytes(StandardCharsets.US_ASCII));
  }

  private static long position(String cursor) {
    try {
      return Long.parseLong(
          new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII)
              .substring(1));
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new Rejected(
          400, "bad-cursor", "This is no cursor of this list; begin again without one.");
    }
  }

  private static Contact read(ResultSet row, int number) throws SQLException {
    return new Contact(
        new ContactId(row.getLong("id")),
        row.getString("external_id"),
        row.getString("email"),
        row.getString("phone"),
        row.getString("locale"),
        row.getString("time_zone"),
        attributes(row.getString("attributes")),
        touched(row.getString("touched")),
        row.getInt("score"),
        row.getTimestamp("created_at").toInstant(),
        row.getTimestamp("changed_at").toInstant());
  }

  private static Map<String, Contact.Touch> touched(String json) throws SQLException {
    try {
      return JSON.readValue(json, TOUCHED);
    } catch (JsonProcessingException e) {
      throw new SQLException("touches that are no JSON object", e);
    }
  }

  private static Map<String, Object> attributes(String json) throws SQLException {
    try {
      return JSON.readValue(json, ATTRIBUTES);
    } catch (JsonProcessingException e) {
      throw new SQLException("attributes that are no JSON object", e);
    }
  }
}
