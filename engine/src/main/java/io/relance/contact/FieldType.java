package io.relance.contact;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What the values of an attribute are. */
public enum FieldType {
  TEXT,
  NUMBER,
  BOOLEAN,
  /** An ISO 8601 date, or an instant with its offset. */
  DATE,
  LIST,
  OBJECT;

  private static final Pattern NUMERIC = Pattern.compile("[+-]?[0-9]{1,18}([.,][0-9]{1,15})?");

  /** How numbers are written that are surely no postcode, telephone number or article code. */
  private static final Pattern SURELY_NUMERIC =
      Pattern.compile("-?(0|[1-9][0-9]{0,14})(\\.[0-9]{1,15})?");

  @JsonValue
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  @JsonCreator
  static FieldType of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }

  /** The type of a value whose name is new. */
  static FieldType infer(Object value) {
    if (value instanceof String text) {
      return isDate(text) ? DATE : TEXT;
    }
    return Arrays.stream(values()).filter(type -> type.accepts(value)).findFirst().orElse(TEXT);
  }

  boolean accepts(Object value) {
    return switch (this) {
      case TEXT -> value instanceof String;
      case NUMBER -> value instanceof Number;
      case BOOLEAN -> value instanceof Boolean;
      case DATE -> value instanceof String text && isDate(text);
      case LIST -> value instanceof List;
      case OBJECT -> value instanceof Map;
    };
  }

  /** Reads a value of this type from a text, such as a cell of a CSV file. */
  Optional<Object> read(String text) {
    return switch (this) {
      case TEXT -> Optional.of(text);
      case NUMBER -> number(text.strip());
      case BOOLEAN -> truth(text.strip().toLowerCase(Locale.ROOT));
      case DATE -> isDate(text.strip()) ? Optional.of(text.strip()) : Optional.empty();
      case LIST ->
          text.strip().startsWith("[")
              ? json(text, List.class)
              : Optional.of(Arrays.stream(text.split("\\|")).map(String::strip).toList());
      case OBJECT -> json(text, Map.class);
    };
  }

  /** Whether a cell in a column of unknown type may be of this type. */
  boolean maybe(String cell) {
    return switch (this) {
      case NUMBER -> SURELY_NUMERIC.matcher(cell).matches();
      case BOOLEAN -> cell.equalsIgnoreCase("true") || cell.equalsIgnoreCase("false");
      case DATE -> isDate(cell);
      case TEXT -> true;
      case LIST, OBJECT -> false;
    };
  }

  /** What a value must be, for people. */
  String demand() {
    return switch (this) {
      case TEXT -> "must be a text";
      case NUMBER -> "must be a number";
      case BOOLEAN -> "must be true or false";
      case DATE -> "must be a date such as 2027-03-01, or an instant with its offset";
      case LIST -> "must be a list";
      case OBJECT -> "must be an object";
    };
  }

  private static Optional<Object> number(String text) {
    return NUMERIC.matcher(text).matches()
        ? Optional.of(new BigDecimal(text.replace(',', '.')))
        : Optional.empty();
  }

  private static Optional<Object> truth(String text) {
    return switch (text) {
      case "true", "yes", "oui", "1" -> Optional.of(true);
      case "false", "no", "non", "0" -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  private static Optional<Object> json(String text, Class<?> type) {
    try {
      return Optional.of(Contacts.JSON.readValue(text, type));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  private static boolean isDate(String text) {
    if (text.length() < 10 || text.length() > 40 || !Character.isDigit(text.charAt(0))) {
      return false;
    }
    try {
      if (text.length() == 10) {
        LocalDate.parse(text);
      } else {
        OffsetDateTime.parse(text);
      }
      return true;
    } catch (DateTimeParseException e) {
      return false;
    }
  }
}
