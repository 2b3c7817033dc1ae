package io.relance.score;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One thing that the rows of the table look at: a property of the event, or something known of the
 * contact.
 */
record Column(Of of, String name, Kind kind) {

  static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,62}");

  /** Whose it is. */
  enum Of {
    EVENT,
    CONTACT;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Of> known(@Nullable String word) {
      return Arrays.stream(values()).filter(of -> of.word().equals(word)).findFirst();
    }
  }

  /** What its values are taken for. */
  enum Kind {
    TEXT("string"),
    NUMBER("number"),
    BOOLEAN("boolean"),
    DATE("date");

    private final String typeRef;

    Kind(String typeRef) {
      this.typeRef = typeRef;
    }

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** What DMN calls it. */
    String typeRef() {
      return typeRef;
    }

    static Optional<Kind> known(@Nullable String word) {
      return Arrays.stream(values()).filter(kind -> kind.word().equals(word)).findFirst();
    }

    /** What DMN means; a text where it says nothing. */
    static Optional<Kind> ofTypeRef(@Nullable String typeRef) {
      return switch (typeRef == null ? "string" : typeRef) {
        case "string", "Any", "any" -> Optional.of(TEXT);
        case "number", "integer", "long", "double" -> Optional.of(NUMBER);
        case "boolean" -> Optional.of(BOOLEAN);
        case "date" -> Optional.of(DATE);
        default -> Optional.empty();
      };
    }
  }

  /** As it is called in expressions, such as {@code event.page}. */
  String path() {
    return of.word() + "." + name;
  }

  /** Its value among the facts, in its kind; nothing where there is none or it is none of these. */
  @Nullable Object value(Map<String, Object> facts) {
    Object value = facts.get(of.word()) instanceof Map<?, ?> known ? known.get(name) : null;
    if (value == null) {
      return null;
    }
    String text = String.valueOf(value);
    return switch (kind) {
      case TEXT -> value instanceof List<?> ? value : text;
      case NUMBER -> number(text);
      case BOOLEAN -> truth(text);
      case DATE -> date(text);
    };
  }

  private static @Nullable Boolean truth(String text) {
    return text.equals("true") || text.equals("false") ? Boolean.valueOf(text) : null;
  }

  private static @Nullable BigDecimal number(String text) {
    try {
      BigDecimal number = new BigDecimal(text);
      return Math.abs(number.scale()) > 50 || number.precision() > 50 ? null : number;
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static @Nullable LocalDate date(String text) {
    try {
      return text.length() < 10 ? null : LocalDate.parse(text.substring(0, 10));
    } catch (DateTimeParseException e) {
      return null;
    }
  }
}
