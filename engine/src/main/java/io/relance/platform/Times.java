package io.relance.platform;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.TextStyle;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Writes instants as the viewer reads them: in their zone and language. Templates know it as {@code
 * times}.
 */
public record Times(ZoneId zoneId, Locale locale, Instant now) {

  /** The zone, to stand beside the times of a page. */
  public String zone() {
    return zoneId.getId().replace('_', ' ')
        + " ("
        + zoneId.getDisplayName(TextStyle.SHORT, locale)
        + ")";
  }

  /** Day and minute; without the year when it is the present one. */
  public String at(@Nullable Instant instant) {
    return instant == null ? "" : date(instant) + ", " + clock(instant);
  }

  /** The same with the day of the week, as the clock of the demo shows it. */
  public String weekday(Instant instant) {
    return pattern("EEE").format(local(instant)) + " " + at(instant);
  }

  /** Day, month and, unless it is the present one, year. */
  public String date(Instant instant) {
    boolean thisYear = local(instant).getYear() == local(now).getYear();
    return pattern(thisYear ? "d MMM" : "d MMM yyyy").format(local(instant));
  }

  /** A heading over the entries of one day. */
  public String day(Instant instant) {
    return pattern("EEEE d MMMM yyyy").format(local(instant));
  }

  /** Hours and minutes. */
  public String clock(Instant instant) {
    return pattern("HH:mm").format(local(instant));
  }

  /** Are both on the same day where the viewer lives? */
  public boolean sameDay(Instant one, Instant other) {
    return LocalDate.ofInstant(one, zoneId).equals(LocalDate.ofInstant(other, zoneId));
  }

  /** How long it is until then, or since then, in the two largest units: "2 d 4 h". */
  public String span(Instant instant) {
    Duration span = Duration.between(now, instant).abs();
    if (span.toDays() > 0) {
      String days = span.toDays() + (locale.getLanguage().equals("fr") ? " j" : " d");
      return span.toHoursPart() == 0 ? days : days + " " + span.toHoursPart() + " h";
    }
    String hours = span.toHours() + " h";
    String minutes = span.toMinutesPart() + " min";
    return span.toHours() == 0
        ? minutes
        : span.toMinutesPart() == 0 ? hours : hours + " " + minutes;
  }

  private ZonedDateTime local(Instant instant) {
    return instant.atZone(zoneId);
  }

  private DateTimeFormatter pattern(String pattern) {
    return DateTimeFormatter.ofPattern(pattern, locale);
  }
}
