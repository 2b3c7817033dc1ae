package io.relance.datamart;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How a filter compares. A row without a value fulfils the negations and {@code ABSENT} only. */
public enum Operator {
  EQUAL,
  NOT_EQUAL,
  LESS,
  AT_MOST,
  GREATER,
  AT_LEAST,
  /** Upper and lower case are the same. */
  CONTAINS,
  STARTS_WITH,
  ONE_OF,
  NONE_OF,
  PRESENT,
  ABSENT,
  /** In the last so many days, not in the future. */
  LAST_DAYS,
  /** Longer ago than so many days. */
  BEFORE_DAYS;

  /** How long a window may be: thirty years. */
  static final int MOST_DAYS = 10_958;

  private static final int MOST_WORDS = 500;

  @JsonValue
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<Operator> of(String word) {
    return Arrays.stream(values()).filter(one -> one.word().equals(word)).findFirst();
  }

  /** All of them, for people. */
  static String words() {
    return Arrays.stream(values()).map(Operator::word).collect(Collectors.joining(", "));
  }

  @JsonCreator
  static Operator ofStored(String word) {
    return of(word).orElseThrow(() -> new IllegalArgumentException("no operator: " + word));
  }

  /** Whether values of this type can be compared so. */
  public boolean suits(ColumnType type) {
    return switch (this) {
      case EQUAL, NOT_EQUAL, PRESENT, ABSENT -> true;
      case ONE_OF, NONE_OF -> type != ColumnType.BOOLEAN;
      case LESS, AT_MOST, GREATER, AT_LEAST -> type == ColumnType.NUMBER || type.isTime();
      case CONTAINS, STARTS_WITH -> type == ColumnType.TEXT;
      case LAST_DAYS, BEFORE_DAYS -> type.isTime();
    };
  }

  /** What is wrong with comparing a column of this type with this value, or null. */
  public @Nullable String problem(ColumnType type, Object value) {
    if (!suits(type)) {
      return "'" + word() + "' does not suit a " + type.word();
    }
    return switch (this) {
      case PRESENT, ABSENT -> null;
      case LAST_DAYS, BEFORE_DAYS ->
          days(value) == null ? "must be a whole number of days, 1 to " + MOST_DAYS : null;
      case ONE_OF, NONE_OF ->
          list(type, value) == null
              ? "must be a list of 1 to " + MOST_WORDS + " values; each " + type.demand()
              : null;
      default -> type.read(value).isEmpty() ? type.demand() : null;
    };
  }

  /** The comparison; {@link #problem} has found nothing. */
  Sql condition(Sql column, ColumnType type, Object value, Moment moment) {
    String problem = problem(type, value);
    if (problem != null) {
      throw new IllegalArgumentException(problem);
    }
    return switch (this) {
      case PRESENT -> Sql.of("{} IS NOT NULL", column);
      case ABSENT -> Sql.of("{} IS NULL", column);
      case LAST_DAYS -> moment.lately(column, type, someDays(value));
      case BEFORE_DAYS -> moment.before(column, type, someDays(value));
      case ONE_OF -> any(column, type, value);
      case NONE_OF -> Sql.of("{} IS NOT TRUE", any(column, type, value));
      default -> compare(column, type.read(value).orElseThrow());
    };
  }

  private Sql compare(Sql column, Object value) {
    return switch (this) {
      case EQUAL -> Sql.of("{} = {}", column, value);
      case NOT_EQUAL -> Sql.of("{} IS DISTINCT FROM {}", column, value);
      case LESS -> Sql.of("{} < {}", column, value);
      case AT_MOST -> Sql.of("{} <= {}", column, value);
      case GREATER -> Sql.of("{} > {}", column, value);
      case AT_LEAST -> Sql.of("{} >= {}", column, value);
      case CONTAINS -> Sql.of("{} ILIKE {}", column, "%" + literally(value) + "%");
      default -> Sql.of("{} ILIKE {}", column, literally(value) + "%");
    };
  }

  private static Sql any(Sql column, ColumnType type, Object value) {
    String[] words =
        Objects.requireNonNull(list(type, value)).stream()
            .map(String::valueOf)
            .toArray(String[]::new);
    return switch (type) {
      case TEXT, BOOLEAN -> Sql.of("({} = ANY ({}))", column, words);
      case NUMBER -> Sql.of("({} = ANY ({}::numeric[]))", column, words);
      case DATE -> Sql.of("({} = ANY ({}::date[]))", column, words);
      case INSTANT -> Sql.of("({} = ANY ({}::timestamptz[]))", column, words);
    };
  }

  private static @Nullable List<Object> list(ColumnType type, Object value) {
    if (!(value instanceof List<?> given) || given.isEmpty() || given.size() > MOST_WORDS) {
      return null;
    }
    List<Object> read = new ArrayList<>();
    for (Object one : given) {
      Optional<Object> own = one == null ? Optional.empty() : type.read(one);
      if (own.isEmpty()) {
        return null;
      }
      read.add(own.get());
    }
    return read;
  }

  private static int someDays(Object value) {
    Integer days = days(value);
    return days == null ? 1 : days;
  }

  private static @Nullable Integer days(Object value) {
    return value instanceof Number number
            && number.doubleValue() == number.intValue()
            && number.intValue() >= 1
            && number.intValue() <= MOST_DAYS
        ? number.intValue()
        : null;
  }

  /** Keeps the signs that LIKE gives a meaning to as they are. */
  private static String literally(Object text) {
    return text.toString().replaceAll("([\\\\%_])", "\\\\$1");
  }
}
