package io.relance.datamart;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A row as a source tells it: its key, whom or what it belongs to, and its values as they are
 * stored.
 */
record NewRow(
    int place,
    String key,
    @Nullable String contact,
    @Nullable String parent,
    Map<String, Object> values) {

  private static final int LONGEST_KEY = 200;

  /**
   * A row that is not stored.
   *
   * @param message why, in English
   * @param about what the reason names; an empty text when it names nothing
   */
  record Refused(
      int place,
      @Nullable String key,
      String field,
      String message,
      @JsonIgnore Refusal rule,
      @JsonIgnore String about) {

    static Refused of(int place, @Nullable String key, String field, Refusal rule, String about) {
      return new Refused(place, key, field, rule.words(about), rule, about);
    }

    static Refused of(int place, @Nullable String key, String field, Refusal rule) {
      return of(place, key, field, rule, "");
    }
  }

  /** Whether rows may be called so. */
  static boolean isKey(String key) {
    return !key.isEmpty()
        && key.length() <= LONGEST_KEY
        && ColumnType.TEXT.read(key).isPresent()
        && key.chars().noneMatch(c -> Character.isISOControl(c) || "/\\;%".indexOf(c) >= 0);
  }

  /** Reads a row; what is wrong with it goes to the reasons, and the row is nothing then. */
  static Optional<NewRow> of(
      Table table,
      int place,
      Map<String, @Nullable Object> given,
      boolean cells,
      java.util.List<Refused> refused) {
    String key = given.get("key") instanceof String text ? text.strip() : "";
    int before = refused.size();
    if (!isKey(key)) {
      refused.add(Refused.of(place, null, "key", Refusal.KEY));
      return Optional.empty();
    }
    Map<String, Object> values = new LinkedHashMap<>();
    given.forEach(
        (name, value) -> {
          Column column =
              table.columns().stream()
                  .filter(one -> one.name().equals(name))
                  .findFirst()
                  .orElse(null);
          if (column != null) {
            read(column, value, cells)
                .ifPresentOrElse(
                    read -> {
                      if (read != NOTHING) {
                        values.put(name, read);
                      }
                    },
                    () -> refused.add(Refused.of(place, key, name, Refusal.of(column.type()))));
          } else if (!isOwn(name, table)) {
            refused.add(Refused.of(place, key, name, Refusal.COLUMN, table.name()));
          }
        });
    String contact = reference(table.link() == Link.CONTACT, "contact", given, place, key, refused);
    String parent = reference(table.link() == Link.TABLE, "parent", given, place, key, refused);
    return refused.size() > before
        ? Optional.empty()
        : Optional.of(new NewRow(place, key, contact, parent, values));
  }

  private static final Object NOTHING = new Object();

  private static Optional<Object> read(Column column, @Nullable Object value, boolean cells) {
    if (value == null || (cells && value.toString().isEmpty())) {
      return Optional.of(NOTHING);
    }
    return cells ? column.type().readCell(value.toString()) : column.type().read(value);
  }

  private static boolean isOwn(String name, Table table) {
    return name.equals("key")
        || (name.equals("contact") && table.link() == Link.CONTACT)
        || (name.equals("parent") && table.link() == Link.TABLE);
  }

  private static @Nullable String reference(
      boolean needed,
      String field,
      Map<String, @Nullable Object> given,
      int place,
      String key,
      java.util.List<Refused> refused) {
    if (!needed) {
      return null;
    }
    if (given.get(field) instanceof String text
        && !text.isBlank()
        && ColumnType.TEXT.read(text).isPresent()) {
      return text.strip();
    }
    refused.add(
        Refused.of(place, key, field, field.equals("contact") ? Refusal.CONTACT : Refusal.PARENT));
    return null;
  }
}
