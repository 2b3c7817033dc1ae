package io.relance.process;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import org.jspecify.annotations.Nullable;

/** What a timer of a diagram waits for. */
public sealed interface TimerForm {

  /** A duration from now. */
  record After(IsoDuration duration) implements TimerForm {}

  /** A moment that is the same for everybody. */
  record At(Instant instant) implements TimerForm {}

  /** A duration from now, and then on until the clock on the contact's wall shows a time. */
  record LocalTime(IsoDuration duration, java.time.LocalTime time) implements TimerForm {

    /**
     * The first such time that is not before the end of the wait and lies after now. A time that a
     * clock change skips is read forward by the length of the gap; one that comes twice is taken
     * the first time, so that it happens once a day.
     */
    public Instant next(Instant now, ZoneId zone) {
      Instant earliest = duration.after(now, zone);
      LocalDate date = earliest.atZone(zone).toLocalDate().minusDays(1);
      Instant next = on(date, zone);
      while (next.isBefore(earliest) || !next.isAfter(now)) {
        date = date.plusDays(1);
        next = on(date, zone);
      }
      return next;
    }

    private Instant on(LocalDate date, ZoneId zone) {
      return ZonedDateTime.ofLocal(date.atTime(time), zone, null).toInstant();
    }
  }

  /** A time on, before or after a date that is a fact of the contact, the data or the event. */
  record DateOf(String fact, IsoDuration offset, java.time.LocalTime time) implements TimerForm {

    /** That moment, or now when the date is missing or the moment is past. */
    public Instant next(@Nullable LocalDate date, Instant now, ZoneId zone) {
      if (date == null) {
        return now;
      }
      ZonedDateTime local =
          ZonedDateTime.ofLocal(date.plus(offset.days()).atTime(time), zone, null);
      Instant moment = local.plus(offset.time()).toInstant();
      return moment.isBefore(now) ? now : moment;
    }
  }
}
