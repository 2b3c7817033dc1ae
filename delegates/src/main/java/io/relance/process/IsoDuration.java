package io.relance.process;

import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneId;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An ISO 8601 duration whose days, weeks, months and years are counted in somebody's calendar, and
 * whose hours, minutes and seconds are counted on the clock.
 */
public record IsoDuration(Period days, Duration time) {

  private static final Pattern WEEKS = Pattern.compile("(-?)P(\\d{1,5})W");
  private static final Pattern PARTS =
      Pattern.compile(
          "(-?)P(?=[\\dT])(?:(\\d{1,5})Y)?(?:(\\d{1,5})M)?(?:(\\d{1,5})D)?"
              + "(?:T(?=\\d)(?:(\\d{1,9})H)?(?:(\\d{1,9})M)?(?:(\\d{1,9})(?:\\.(\\d{1,9}))?S)?)?");

  /** Reads {@code P2D}, {@code PT1H30M}, {@code P1W}, {@code -P7D}; empty when it is none. */
  public static Optional<IsoDuration> parse(String text) {
    Matcher weeks = WEEKS.matcher(text);
    if (weeks.matches()) {
      Period period = Period.ofWeeks(number(weeks.group(2)));
      return Optional.of(signed(weeks.group(1), period, Duration.ZERO));
    }
    Matcher parts = PARTS.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    Period period =
        Period.of(number(parts.group(2)), number(parts.group(3)), number(parts.group(4)));
    Duration time =
        Duration.ofHours(number(parts.group(5)))
            .plusMinutes(number(parts.group(6)))
            .plusSeconds(number(parts.group(7)))
            .plusNanos(nanos(parts.group(8)));
    return Optional.of(signed(parts.group(1), period, time));
  }

  /** The moment this long after another one, for somebody who lives in that zone. */
  public Instant after(Instant start, ZoneId zone) {
    return start.atZone(zone).plus(days).plus(time).toInstant();
  }

  /** About how long this is, with months of 30 and years of 365 days. */
  public Duration roughly() {
    return time.plusDays(365L * days.getYears() + 30L * days.getMonths() + days.getDays());
  }

  private static IsoDuration signed(String sign, Period days, Duration time) {
    return sign.isEmpty()
        ? new IsoDuration(days, time)
        : new IsoDuration(days.negated(), time.negated());
  }

  private static int number(@Nullable String digits) {
    return digits == null ? 0 : Integer.parseInt(digits);
  }

  private static long nanos(@Nullable String digits) {
    return digits == null ? 0 : Long.parseLong((digits + "00000000").substring(0, 9));
  }
}
