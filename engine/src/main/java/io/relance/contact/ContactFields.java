package io.relance.contact;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import io.relance.core.Rejected;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The attributes that contacts may have. */
@Repository
public class ContactFields {

  private static final Set<String> RESERVED =
      Set.of("externalid", "email", "phone", "locale", "timezone", "score", "preferredchannel");

  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,62}");

  private static final TypeReference<Map<String, String>> LABELS = new TypeReference<>() {};
  private static final TypeReference<List<Choice>> CHOICES = new TypeReference<>() {};

  private final JdbcClient jdbc;
  private final Clock clock;

  ContactFields(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** All of them, in the order in which people see them. */
  public List<ContactField> all() {
    return jdbc.sql(
            """
            SELECT name, type, labels, description, position, choices, other_allowed
              FROM contact_field
             WHERE deleted_at IS NULL
             ORDER BY position, name
            """)
        .query(ContactFields::read)
        .list();
  }

  public Optional<ContactField> byName(String name) {
    return Optional.ofNullable(known().get(name));
  }

  /** All of them by name. */
  Map<String, ContactField> known() {
    Map<String, ContactField> known = new LinkedHashMap<>();
    all().forEach(field -> known.put(field.name(), field));
    return known;
  }

  /**
   * Adds what is not there yet; a field that exists keeps its type.
   *
   * @throws Rejected 409 while the values of a deleted field of this name are still being removed
   */
  void add(Map<String, FieldType> fields) {
    if (fields.isEmpty()) {
      return;
    }
    jdbc.sql(
            """
            INSERT INTO contact_field (name, type, created_at)
            SELECT f.name, f.type, :now FROM unnest(:names, :types) AS f(name, type)
             ORDER BY f.name
                ON CONFLICT (name) DO NOTHING
            """)
        .param("names", fields.keySet().toArray(String[]::new))
        .param("types", fields.values().stream().map(FieldType::word).toArray(String[]::new))
        .param("now", Timestamp.from(clock.instant()))
        .update();
    List<String> leaving =
        jdbc.sql(
                "SELECT name FROM contact_field WHERE name = ANY (:names) AND deleted_at IS NOT"
                    + " NULL")
            .param("names", fields.keySet().toArray(String[]::new))
            .query(String.class)
            .list();
    if (!leaving.isEmpty()) {
      throw beingDeleted(leaving.get(0));
    }
  }

  static Rejected beingDeleted(String name) {
    return new Rejected(
            409,
            "field-being-deleted",
            "The field '"
                + name
                + "' was deleted and its values are still being removed; try again in a few"
                + " minutes.")
        .with("name", "is being deleted");
  }

  /** Writes a new declaration; answers false when the name is taken. */
  boolean insert(ContactField field) {
    return declare(
                """
                INSERT INTO contact_field (name, type, labels, description, position, choices, other_allowed, created_at)
                VALUES (:name, :type, CAST(:labels AS jsonb), :description, :position, CAST(:choices AS jsonb), :other, :now)
                    ON CONFLICT (name) DO NOTHING
                """,
                field)
            .param("now", Timestamp.from(clock.instant()))
            .update()
        == 1;
  }

  /** Writes a declaration over the one that is there. */
  void update(ContactField field) {
    declare(
            """
            UPDATE contact_field
               SET type = :type, labels = CAST(:labels AS jsonb), description = :description, position = :position,
                   choices = CAST(:choices AS jsonb), other_allowed = :other
             WHERE name = :name
            """,
            field)
        .update();
  }

  private JdbcClient.StatementSpec declare(String sql, ContactField field) {
    return jdbc.sql(sql)
        .param("name", field.name())
        .param("type", field.type().word())
        .param("labels", json(field.labels()))
        .param("description", field.description())
        .param("position", field.position())
        .param("choices", json(field.choices()))
        .param("other", field.otherAllowed());
  }

  static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  static boolean isReserved(String name) {
    return RESERVED.contains(name.toLowerCase(Locale.ROOT));
  }

  private static ContactField read(ResultSet row, int number) throws SQLException {
    try {
      return new ContactField(
          row.getString("name"),
          FieldType.of(row.getString("type")),
          Contacts.JSON.readValue(row.getString("labels"), LABELS),
          row.getString("description"),
          row.getInt("position"),
          Contacts.JSON.readValue(row.getString("choices"), CHOICES),
          row.getBoolean("other_allowed"));
    } catch (JsonProcessingException e) {
      throw new SQLException("a field whose declaration cannot be read", e);
    }
  }

  private static String json(Object value) {
    try {
      return Contacts.JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("a declaration that cannot be written as JSON", e);
    }
  }
}
