package io.relance.content;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import liqp.TemplateContext;
import liqp.filters.Filter;
import liqp.filters.Filters;
import org.jspecify.annotations.Nullable;

/** The filters that a template may use; none of them can make much out of little. */
final class LiquidFilters {

  static final String SLOT_TEXT = "relance_slot_text";
  static final String SLOT_JSON = "relance_slot_json";

  private static final Set<String> ARITHMETIC =
      Set.of(
          "abs",
          "at_least",
          "at_most",
          "ceil",
          "divided_by",
          "floor",
          "minus",
          "modulo",
          "plus",
          "round",
          "times");

  private static final Set<String> OTHERS =
      Set.of(
          "append",
          "capitalize",
          "compact",
          "concat",
          "date",
          "default",
          "downcase",
          "first",
          "join",
          "last",
          "lstrip",
          "map",
          "prepend",
          "remove",
          "remove_first",
          "replace",
          "replace_first",
          "reverse",
          "rstrip",
          "size",
          "slice",
          "sort",
          "sort_natural",
          "split",
          "strip",
          "strip_newlines",
          "truncate",
          "truncatewords",
          "uniq",
          "upcase",
          "where");

  /** Every value is escaped for its place anyway; these do nothing, so that habit does no harm. */
  private static final Set<String> NEEDLESS = Set.of("escape", "json", "url_encode");

  private LiquidFilters() {}

  static boolean allows(String name) {
    return ARITHMETIC.contains(name) || OTHERS.contains(name) || NEEDLESS.contains(name);
  }

  static List<Filter> all() {
    List<Filter> filters = new ArrayList<>();
    for (Filter filter : Filters.DEFAULT_FILTERS.values()) {
      if (ARITHMETIC.contains(filter.getName())) {
        filters.add(new Bounded(filter, true));
      } else if (OTHERS.contains(filter.getName())) {
        filters.add(new Bounded(filter, false));
      }
    }
    NEEDLESS.forEach(name -> filters.add(new Unchanged(name)));
    filters.add(
        new Filter(SLOT_TEXT) {
          @Override
          public Object apply(@Nullable Object value, TemplateContext context, Object... params) {
            return Slots.text(value);
          }
        });
    filters.add(
        new Filter(SLOT_JSON) {
          @Override
          public Object apply(@Nullable Object value, TemplateContext context, Object... params) {
            return Slots.json(value);
          }
        });
    return filters;
  }

  private static final class Unchanged extends Filter {
    Unchanged(String name) {
      super(name);
    }

    @Override
    public @Nullable Object apply(
        @Nullable Object value, TemplateContext context, Object... params) {
      return value;
    }
  }

  /** Refuses what would grow without end, before it grows. */
  private static final class Bounded extends Filter {

    private static final int LONGEST = 65_536;
    private static final int MOST = 10_000;
    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,30}(\\.\\d{1,30})?");
    private static final Pattern WIDE = Pattern.compile("%[^a-zA-Z%]*\\d{3}");

    private final Filter filter;
    private final boolean arithmetic;

    Bounded(Filter filter, boolean arithmetic) {
      super(filter.getName());
      this.filter = filter;
      this.arithmetic = arithmetic;
    }

    @Override
    public @Nullable Object apply(
        @Nullable Object value, TemplateContext context, Object... params) {
      Deadline.check();
      Object subject = arithmetic ? number(value) : value;
      Object[] arguments =
          arithmetic ? Arrays.stream(params).map(Bounded::number).toArray() : params;
      forecast(subject, arguments);
      return bounded(filter.apply(subject, context, arguments));
    }

    /** "1e999999999" is a number of a billion digits. */
    private static @Nullable Object number(@Nullable Object value) {
      return value instanceof String text && !NUMBER.matcher(text.strip()).matches() ? 0L : value;
    }

    private void forecast(@Nullable Object value, Object... params) {
      for (Object param : params) {
        long length = param instanceof String text ? text.length() : 0;
        if (getName().startsWith("replace") && length * size(value) > 4L * LONGEST && length > 16) {
          throw tooLarge();
        }
        if (getName().equals("join") && length * size(value) > LONGEST) {
          throw tooLarge();
        }
        if (getName().equals("date")
            && param instanceof String format
            && (length > 200 || WIDE.matcher(format).find())) {
          throw tooLarge();
        }
      }
    }

    private static long size(@Nullable Object value) {
      if (value instanceof String text) {
        return text.length();
      }
      if (value instanceof Collection<?> list) {
        return list.size();
      }
      return value instanceof Object[] list ? list.length : 1;
    }

    private @Nullable Object bounded(@Nullable Object result) {
      boolean tooLarge =
          result instanceof BigDecimal number
              ? number.precision() > 60 || Math.abs((long) number.scale()) > 60
              : size(result) > (result instanceof String ? LONGEST : MOST);
      if (tooLarge) {
        throw tooLarge();
      }
      return result;
    }

    private Unrenderable tooLarge() {
      return new Unrenderable("the filter " + getName() + " makes more than a message can hold");
    }
  }
}
