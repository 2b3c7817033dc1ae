package io.relance.datamart;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.relance.contact.WellFormed;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What the values of a column are. */
public enum ColumnType {
  TEXT("text", "must be a text of at most 2,000 characters"),
  NUMBER("numeric", "must be a number of at most 15 digits, 10 of them behind the point"),
  BOOLEAN("boolean", "must be true or false"),
  DATE("date", "must be a date such as 2027-03-01"),
  INSTANT("timestamptz", "must be an instant with its offset, such as 2027-03-01T08:00:00Z");

  private static final int LONGEST = 2_000;

  private final String sql;
  private final String demand;

  ColumnType(String sql, String demand) {
    this.sql = sql;
    this.demand = demand;
  }

  @JsonValue
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<ColumnType> of(String word) {
    return Arrays.stream(values()).filter(type -> type.word().equals(word)).findFirst();
  }

  @JsonCreator
  static ColumnType ofStored(String word) {
    return of(word).orElseThrow(() -> new IllegalArgumentException("no type: " + word));
  }

  /** PostgreSQL's type. */
  String sql() {
    return sql;
  }

  /** What a value must be, for people. */
  String demand() {
    return demand;
  }

  /** Whether values have an order in time. */
  public boolean isTime() {
    return this == DATE || this == INSTANT;
  }

  /** The value as PostgreSQL takes it; nothing when it is of another type or out of bounds. */
  Optional<Object> read(Object value) {
    return switch (this) {
      case TEXT ->
          value instanceof String text && text.length() <= LONGEST && WellFormed.text(text)
              ? Optional.of(text)
              : Optional.empty();
      case NUMBER -> value instanceof Number number ? number(number.toString()) : Optional.empty();
      case BOOLEAN -> value instanceof Boolean ? Optional.of(value) : Optional.empty();
      case DATE -> value instanceof String text ? date(text) : Optional.empty();
      case INSTANT -> value instanceof String text ? instant(text) : Optional.empty();
    };
  }

  /** The value where it can be taken for one of this type: 12 for "12", and the other way round. */
  Optional<Object> readKindly(Object value) {
    if (value instanceof String text && this != TEXT) {
      return readCell(text);
    }
    return this == TEXT && (value instanceof Number || value instanceof Boolean)
        ? read(value instanceof BigDecimal number ? number.toPlainString() : value.toString())
        : read(value);
  }

  /** Reads a cell of a CSV file. */
  Optional<Object> readCell(String cell) {
    String text = cell.strip();
    return switch (this) {
      case TEXT -> read(cell);
      case NUMBER -> number(text.replace("\u00a0", "").replace("\u202f", "").replace(',', '.'));
      case BOOLEAN ->
          switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "yes", "oui", "1" -> Optional.of(true);
            case "false", "no", "non", "0" -> Optional.of(false);
            default -> Optional.empty();
          };
      case DATE, INSTANT -> read(text);
    };
  }

  /** As many digits as a number in JSON surely keeps on its way here. */
  private static Optional<Object> number(String text) {
    if (text.length() > 60) {
      return Optional.empty();
    }
    try {
      BigDecimal given = new BigDecimal(text);
      BigDecimal number = given.signum() == 0 ? BigDecimal.ZERO : given.stripTrailingZeros();
      boolean modest =
          number.precision() <= 15
              && number.scale() <= 10
              && number.precision() - (long) number.scale() <= 15;
      return modest
          ? Optional.of(number.scale() < 0 ? number.setScale(0) : number)
          : Optional.empty();
    } catch (NumberFormatException | ArithmeticException e) {
      return Optional.empty();
    }
  }

  private static Optional<Object> date(String text) {
    try {
      return text.length() == 10 ? Optional.of(LocalDate.parse(text)) : Optional.empty();
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Optional<Object> instant(String text) {
    try {
      OffsetDateTime at = OffsetDateTime.parse(text).withOffsetSameInstant(ZoneOffset.UTC);
      return at.getYear() >= 1 && at.getYear() <= 9999 ? Optional.of(at) : Optional.empty();
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** As a parameter of a statement. */
  static OffsetDateTime parameter(Instant at) {
    return at.atOffset(ZoneOffset.UTC);
  }
}
