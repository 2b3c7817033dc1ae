package io.relance.datamart;

import io.relance.contact.ContactField;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The fields of a contact as formulas compare them, read from {@code mart_contact}. */
final class ContactValues {

  private static final Map<String, Sql> PROFILE =
      Map.of(
          "externalId", Sql.of("mart_contact.external_id"),
          "email", Sql.of("mart_contact.email"),
          "phone", Sql.of("mart_contact.phone"),
          "locale", Sql.of("mart_contact.locale"),
          "timeZone", Sql.of("mart_contact.time_zone"));

  private final Map<String, ColumnType> attributes = new LinkedHashMap<>();

  ContactValues(Collection<ContactField> fields) {
    for (ContactField field : fields) {
      // lists and objects have no order and are not compared
      switch (field.type().word()) {
        case "text", "choice" -> attributes.put(field.name(), ColumnType.TEXT);
        case "number" -> attributes.put(field.name(), ColumnType.NUMBER);
        case "boolean" -> attributes.put(field.name(), ColumnType.BOOLEAN);
        case "date" -> attributes.put(field.name(), ColumnType.DATE);
        default -> {}
      }
    }
  }

  Optional<ColumnType> type(String field) {
    if (PROFILE.containsKey(field)) {
      return Optional.of(ColumnType.TEXT);
    }
    return field.equals("score")
        ? Optional.of(ColumnType.NUMBER)
        : Optional.ofNullable(attributes.get(field));
  }

  /** All that can be compared, with what they are. */
  Map<String, ColumnType> all() {
    Map<String, ColumnType> all = new LinkedHashMap<>();
    PROFILE.keySet().stream().sorted().forEach(name -> all.put(name, ColumnType.TEXT));
    all.put("score", ColumnType.NUMBER);
    all.putAll(attributes);
    return all;
  }

  Sql sql(String field) {
    Sql own = PROFILE.get(field);
    if (own != null) {
      return own;
    }
    if (field.equals("score")) {
      return Sql.of("mart_contact.score");
    }
    Sql text = Sql.of("(mart_contact.attributes ->> {}::text)", field);
    return switch (attributes.getOrDefault(field, ColumnType.TEXT)) {
      case NUMBER -> typed(field, "number", Sql.of("{}::numeric", text));
      case BOOLEAN -> typed(field, "boolean", Sql.of("{}::boolean", text));
      case DATE ->
          Sql.of(
              "CASE WHEN {} ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}' THEN left({}, 10)::date END",
              text, text);
      case TEXT, INSTANT -> text;
    };
  }

  private static Sql typed(String field, String kind, Sql value) {
    return Sql.of(
        "CASE WHEN jsonb_typeof(mart_contact.attributes -> {}::text) = {} THEN {} END",
        field,
        kind,
        value);
  }
}
