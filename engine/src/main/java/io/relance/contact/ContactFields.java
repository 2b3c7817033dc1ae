package io.relance.contact;

import java.sql.Timestamp;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The attributes that contacts may have. */
@Repository
public class ContactFields {

  private static final Set<String> RESERVED =
      Set.of("externalid", "email", "phone", "locale", "timezone", "score");

  private final JdbcClient jdbc;
  private final Clock clock;

  ContactFields(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** An attribute and what its values are. */
  public record Field(String name, FieldType type) {}

  /** All of them, by name. */
  public List<Field> all() {
    return jdbc.sql("SELECT name, type FROM contact_field ORDER BY name")
        .query((row, number) -> new Field(row.getString(1), FieldType.of(row.getString(2))))
        .list();
  }

  Map<String, FieldType> types() {
    Map<String, FieldType> types = new LinkedHashMap<>();
    all().forEach(field -> types.put(field.name(), field.type()));
    return types;
  }

  /** Adds what is not there yet; a field that exists keeps its type. */
  void add(Map<String, FieldType> fields) {
    fields.forEach(
        (name, type) ->
            jdbc.sql(
                    """
                    INSERT INTO contact_field (name, type, created_at) VALUES (:name, :type, :now)
                        ON CONFLICT (name) DO NOTHING
                    """)
                .param("name", name)
                .param("type", type.word())
                .param("now", Timestamp.from(clock.instant()))
                .update());
  }

  static boolean isName(String name) {
    return name.matches("[A-Za-z_][A-Za-z0-9_]{0,62}");
  }

  static boolean isReserved(String name) {
    return RESERVED.contains(name.toLowerCase(Locale.ROOT));
  }
}
