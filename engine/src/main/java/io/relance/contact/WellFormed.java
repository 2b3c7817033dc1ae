package io.relance.contact;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether a value can be kept as JSON by PostgreSQL and read again without harm. */
public final class WellFormed {

  private static final int DEPTH = 10;

  private WellFormed() {}

  /** Neither NUL nor half of a surrogate pair: PostgreSQL would refuse them later. */
  public static boolean text(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0 || Character.isLowSurrogate(c)) {
        return false;
      }
      if (Character.isHighSurrogate(c)) {
        i++;
        if (i == text.length() || !Character.isLowSurrogate(text.charAt(i))) {
          return false;
        }
      }
    }
    return true;
  }

  /** What is wrong with the value, or null. */
  public static @Nullable String problem(@Nullable Object value) {
    return problem(value, 1);
  }

  private static @Nullable String problem(@Nullable Object value, int depth) {
    if (value == null || value instanceof Boolean) {
      return null;
    }
    if (value instanceof String text) {
      return text(text) ? null : "holds a NUL or broken character";
    }
    if (value instanceof Number number) {
      return modest(number) ? null : "is a number out of range";
    }
    if (depth > DEPTH) {
      return "is nested deeper than " + DEPTH + " levels";
    }
    if (value instanceof List<?> list) {
      return first(list, depth);
    }
    if (value instanceof Map<?, ?> map) {
      String name = first(map.keySet(), depth);
      return name == null ? first(map.values(), depth) : name;
    }
    return "is not a JSON value";
  }

  private static @Nullable String first(Iterable<?> values, int depth) {
    for (Object value : values) {
      String problem = problem(value, depth + 1);
      if (problem != null) {
        return problem;
      }
    }
    return null;
  }

  private static boolean modest(Number number) {
    if (number instanceof BigInteger big) {
      return big.bitLength() <= 100;
    }
    if (number instanceof BigDecimal big) {
      return big.precision() <= 40 && Math.abs((long) big.scale()) <= 300;
    }
    return Double.isFinite(number.doubleValue());
  }
}
