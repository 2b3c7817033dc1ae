package io.relance.contact;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How dates and numbers are written in a file; without a word for it, dates are ISO 8601 and a
 * number's decimal sign is a point or a comma.
 */
record CellFormat(@Nullable Dates dates, @Nullable Decimals decimals) {

  /** As our API writes them. */
  static final CellFormat PLAIN = new CellFormat(null, null);

  private static final Pattern DATE =
      Pattern.compile("([0-9]{1,4})[-/. ]([0-9]{1,2})[-/. ]([0-9]{1,4})");
  private static final Pattern PLAIN_NUMBER = Pattern.compile("[+-]?[0-9]{1,18}([.,][0-9]{1,15})?");
  private static final Pattern COMMA_NUMBER =
      Pattern.compile(
          "[+-]?([0-9]{1,18}|[0-9]{1,3}([.\u0020\u00A0\u202F'][0-9]{3}){1,5})(,[0-9]{1,15})?");
  private static final Pattern POINT_NUMBER =
      Pattern.compile(
          "[+-]?([0-9]{1,18}|[0-9]{1,3}([,\u0020\u00A0\u202F'][0-9]{3}){1,5})(\\.[0-9]{1,15})?");

  /** In which order the parts of a date stand. */
  enum Dates {
    DMY,
    MDY,
    YMD
  }

  /** Which sign parts the whole from its fraction. */
  enum Decimals {
    COMMA,
    POINT
  }

  /** The date that a cell names, as it is stored. */
  Optional<String> date(String text) {
    Matcher parts = DATE.matcher(text);
    if (dates == null || !parts.matches()) {
      return Optional.empty();
    }
    boolean yearFirst = dates == Dates.YMD;
    String year = parts.group(yearFirst ? 1 : 3);
    String month = parts.group(dates == Dates.MDY ? 1 : 2);
    String day = parts.group(yearFirst ? 3 : dates == Dates.DMY ? 1 : 2);
    try {
      return year.length() == 4
          ? Optional.of(
              LocalDate.of(Integer.parseInt(year), Integer.parseInt(month), Integer.parseInt(day))
                  .toString())
          : Optional.empty();
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** The number that a cell names. */
  Optional<Object> number(String text) {
    if (decimals == null) {
      return PLAIN_NUMBER.matcher(text).matches()
          ? Optional.of(new BigDecimal(text.replace(',', '.')))
          : Optional.empty();
    }
    boolean comma = decimals == Decimals.COMMA;
    if (!(comma ? COMMA_NUMBER : POINT_NUMBER).matcher(text).matches()) {
      return Optional.empty();
    }
    String plain = text.replaceAll(comma ? "[.\\s\u00A0\u202F']" : "[,\\s\u00A0\u202F']", "");
    return Optional.of(new BigDecimal(plain.replace(',', '.')));
  }
}
