package io.relance.process;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the forms in which a diagram may write a timer, and no other. */
public final class TimerForms {

  private static final String FACT =
      "(?:contact|data|event)(?:\\.[A-Za-z_][A-Za-z0-9_]{0,63}){1,8}";
  private static final String CLOCK = "(?:[01][0-9]|2[0-3]):[0-5][0-9]";

  private static final Pattern LOCAL_TIME =
      Pattern.compile(
          "\\$\\{timers\\.localTime\\(execution,'(P[0-9A-Z.]{1,40})','(" + CLOCK + ")'\\)\\}");
  private static final Pattern DATE_OF =
      Pattern.compile(
          "\\$\\{timers\\.dateOf\\(execution,'("
              + FACT
              + ")','(-?P[0-9A-Z.]{1,40})','("
              + CLOCK
              + ")'\\)\\}");

  private TimerForms() {}

  /** Reads the text of a {@code timeDuration}; negative durations are none. */
  public static Optional<TimerForm> ofDuration(String text) {
    return text.startsWith("-")
        ? Optional.empty()
        : IsoDuration.parse(text).map(TimerForm.After::new);
  }

  /** Reads the text of a {@code timeDate}. */
  public static Optional<TimerForm> ofDate(String text) {
    return isExpression(text) ? ofExpression(text) : instant(text).map(TimerForm.At::new);
  }

  /** What {@code timers.localTime(execution, wait, time)} waits for. */
  public static TimerForm.LocalTime localTime(String wait, String time) {
    return new TimerForm.LocalTime(duration(wait), LocalTime.parse(time));
  }

  /** What {@code timers.dateOf(execution, fact, offset, time)} waits for. */
  public static TimerForm.DateOf dateOf(String fact, String offset, String time) {
    return new TimerForm.DateOf(fact, duration(offset), LocalTime.parse(time));
  }

  private static Optional<TimerForm> ofExpression(String text) {
    Matcher localTime = LOCAL_TIME.matcher(text);
    if (localTime.matches() && IsoDuration.parse(localTime.group(1)).isPresent()) {
      return Optional.of(localTime(localTime.group(1), localTime.group(2)));
    }
    Matcher dateOf = DATE_OF.matcher(text);
    if (dateOf.matches() && IsoDuration.parse(dateOf.group(2)).isPresent()) {
      return Optional.of(dateOf(dateOf.group(1), dateOf.group(2), dateOf.group(3)));
    }
    return Optional.empty();
  }

  private static boolean isExpression(String text) {
    return text.contains("{");
  }

  private static Optional<Instant> instant(String text) {
    try {
      return Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException notADate) {
      return Optional.empty();
    }
  }

  private static IsoDuration duration(String text) {
    return IsoDuration.parse(text)
        .orElseThrow(() -> new IllegalArgumentException("not an ISO 8601 duration: " + text));
  }
}
