package io.relance.content;

import java.math.BigDecimal;
import java.time.temporal.TemporalAccessor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Copies facts to plain maps, lists, texts, numbers and booleans: whatever else an object could do
 * does not reach a template.
 */
final class Plain {

  private static final int DEEPEST = 20;
  private static final int LONGEST = 65_536;
  private static final int MOST = 10_000;

  private Plain() {}

  static Map<String, Object> copy(Map<String, Object> facts) {
    Map<String, Object> copy = new LinkedHashMap<>();
    facts.forEach(
        (name, value) -> {
          Object plain = plain(value, 0);
          if (plain != null) {
            copy.put(name, plain);
          }
        });
    return copy;
  }

  private static @Nullable Object plain(@Nullable Object value, int depth) {
    if (value == null || depth > DEEPEST) {
      return null;
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> copy = new LinkedHashMap<>();
      map.forEach((key, entry) -> copy.put(String.valueOf(key), plain(entry, depth + 1)));
      return copy;
    }
    if (value instanceof Iterable<?> items) {
      List<Object> copy = new ArrayList<>();
      for (Object item : items) {
        if (copy.size() == MOST) {
          break;
        }
        copy.add(plain(item, depth + 1));
      }
      return copy;
    }
    if (value instanceof Boolean || value instanceof Integer || value instanceof Long) {
      return value;
    }
    if (value instanceof Number number) {
      return number(number);
    }
    return value instanceof CharSequence
            || value instanceof TemporalAccessor
            || value.getClass().isEnum()
        ? text(value.toString())
        : null;
  }

  /** A number that would be written with thousands of digits is a text. */
  private static Object number(Number number) {
    try {
      BigDecimal exact = new BigDecimal(number.toString());
      boolean modest = Math.abs((long) exact.scale()) <= 30 && exact.precision() <= 60;
      if (!modest) {
        return text(number.toString());
      }
      BigDecimal shortest = exact.stripTrailingZeros();
      return shortest.scale() <= 0 && shortest.precision() - shortest.scale() <= 18
          ? (Object) shortest.longValueExact()
          : exact;
    } catch (NumberFormatException notFinite) {
      return text(number.toString());
    }
  }

  private static String text(String value) {
    return Slots.clean(value.length() <= LONGEST ? value : value.substring(0, LONGEST));
  }
}
