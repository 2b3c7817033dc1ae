package io.relance.contact;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the values of an attribute are. */
public enum FieldType {
  TEXT,
  NUMBER,
  BOOLEAN,
  /** An ISO 8601 date, or an instant with its offset. */
  DATE,
  /** One of the values that the field names. */
  CHOICE,
  /** Some of the values that the field names. */
  CHOICES,
  LIST,
  OBJECT;

  /** How numbers are written that are surely no postcode, telephone number or article code. */
  private static final Pattern SURELY_NUMERIC =
      Pattern.compile("-?(0|[1-9][0-9]{0,14})(\\.[0-9]{1,15})?");

  private static final Pattern LEADING_ZERO = Pattern.compile("^[+-]?0[0-9]");

  @JsonValue
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  @JsonCreator
  static FieldType of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }

  /** The type of this word, where there is one. */
  static Optional<FieldType> known(String word) {
    return Arrays.stream(values()).filter(type -> type.word().equals(word)).findFirst();
  }

  /** The type of a value whose name is new. */
  static FieldType infer(Object value) {
    if (value instanceof String text) {
      return isDate(text) ? DATE : TEXT;
    }
    return Stream.of(NUMBER, BOOLEAN, LIST, OBJECT)
        .filter(type -> type.accepts(value))
        .findFirst()
        .orElse(TEXT);
  }

  boolean accepts(Object value) {
    return switch (this) {
      case TEXT, CHOICE -> value instanceof String;
      case NUMBER -> value instanceof Number;
      case BOOLEAN -> value instanceof Boolean;
      case DATE -> value instanceof String text && isDate(text);
      case CHOICES, LIST -> value instanceof List;
      case OBJECT -> value instanceof Map;
    };
  }

  /** Reads a value of this type from a text, such as a cell of a CSV file. */
  Optional<Object> read(String text, CellFormat format) {
    return switch (this) {
      case TEXT, CHOICE -> Optional.of(text);
      case NUMBER -> format.number(text.strip());
      case BOOLEAN -> truth(text.strip().toLowerCase(Locale.ROOT));
      case DATE -> date(text.strip(), format);
      case CHOICES, LIST ->
          text.strip().startsWith("[")
              ? json(text, List.class)
              : Optional.of(Arrays.stream(text.split("\\|")).map(String::strip).toList());
      case OBJECT -> json(text, Map.class);
    };
  }

  /** Whether a cell in a column of unknown type may be of this type. */
  boolean maybe(String cell, CellFormat format) {
    return switch (this) {
      case NUMBER ->
          format.decimals() == null
              ? SURELY_NUMERIC.matcher(cell).matches()
              : !LEADING_ZERO.matcher(cell).find() && format.number(cell).isPresent();
      case BOOLEAN -> cell.equalsIgnoreCase("true") || cell.equalsIgnoreCase("false");
      case DATE -> date(cell, format).isPresent();
      case TEXT -> true;
      case CHOICE, CHOICES, LIST, OBJECT -> false;
    };
  }

  /** What a value must be, for people. */
  String demand() {
    return switch (this) {
      case TEXT -> "must be a text";
      case NUMBER -> "must be a number";
      case BOOLEAN -> "must be true or false";
      case DATE -> "must be a date such as 2027-03-01, or an instant with its offset";
      case CHOICE -> "must be one of the choices, as a text";
      case CHOICES -> "must be a list of choices";
      case LIST -> "must be a list";
      case OBJECT -> "must be an object";
    };
  }

  /** The same where a format was agreed on. */
  String demand(CellFormat format) {
    if (this == DATE && format.dates() != null) {
      return "must be a date written as "
          + switch (format.dates()) {
            case DMY -> "day/month/year, such as 31/12/2027";
            case MDY -> "month/day/year, such as 12/31/2027";
            case YMD -> "year/month/day, such as 2027/12/31";
          };
    }
    if (this == NUMBER && format.decimals() != null) {
      return format.decimals() == CellFormat.Decimals.COMMA
          ? "must be a number with a decimal comma, such as 1 234,5"
          : "must be a number with a decimal point, such as 1,234.5";
    }
    return demand();
  }

  /** The stable word for that demand. */
  String code(CellFormat format) {
    if (this == DATE && format.dates() != null) {
      return "date-" + format.dates().name().toLowerCase(Locale.ROOT);
    }
    return this == NUMBER && format.decimals() != null
        ? "number-" + format.decimals().name().toLowerCase(Locale.ROOT)
        : word();
  }

  private static Optional<Object> date(String text, CellFormat format) {
    return isDate(text) ? Optional.of(text) : format.date(text).map(Object.class::cast);
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
