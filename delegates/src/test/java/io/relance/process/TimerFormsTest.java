package io.relance.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimerFormsTest {

  private static final ZoneId PARIS = ZoneId.of("Europe/Paris");
  private static final ZoneId APIA = ZoneId.of("Pacific/Apia");

  @ParameterizedTest
  @CsvSource({
    // wait, time of day, now, then
    "P2D,  09:00, 2027-03-01T09:00+01:00, 2027-03-03T09:00+01:00",
    "P2D,  09:00, 2027-03-01T15:00+01:00, 2027-03-04T09:00+01:00",
    "PT0S, 09:00, 2027-03-01T08:59+01:00, 2027-03-01T09:00+01:00",
    // the next 09:00 is never this one
    "P0D,  09:00, 2027-03-01T09:00+01:00, 2027-03-02T09:00+01:00",
    // over the change to summer time: days are days of the calendar
    "P1D,  09:00, 2027-03-27T09:00+01:00, 2027-03-28T09:00+02:00",
    // 02:30 does not exist that night, and is read an hour later
    "P0D,  02:30, 2027-03-28T00:10+01:00, 2027-03-28T03:30+02:00",
    "P1D,  02:30, 2027-03-28T00:10+01:00, 2027-03-29T02:30+02:00",
    // over the change to winter time
    "P1D,  09:00, 2027-10-30T09:00+02:00, 2027-10-31T09:00+01:00",
    // 02:30 comes twice that night, and counts the first time
    "P0D,  02:30, 2027-10-31T00:10+02:00, 2027-10-31T02:30+02:00",
    "P0D,  02:30, 2027-10-31T02:40+02:00, 2027-11-01T02:30+01:00",
    "P0D,  02:45, 2027-10-31T02:30+01:00, 2027-11-01T02:45+01:00",
  })
  void waitsUntilAClockInParisShowsTheTime(String wait, String time, String now, String then) {
    assertThat(TimerForms.localTime(wait, time).next(instant(now), PARIS)).isEqualTo(instant(then));
  }

  @Test
  void waitsOverTheDayThatSamoaSkipped() {
    // 30 December 2011 did not happen in Apia
    Instant evening = instant("2011-12-29T10:00-10:00");

    assertThat(TimerForms.localTime("P0D", "09:00").next(evening, APIA))
        .isEqualTo(instant("2011-12-31T09:00+14:00"));
  }

  @Test
  void isNeverEarlyNeverNowAndNeverMoreThanTwoDaysLateInAnyZone() {
    long seed = Long.getLong("relance.seed", 20270301L);
    System.out.println("seed " + seed + " (replay with -Drelance.seed=" + seed + ")");
    Random random = new Random(seed);
    for (String id : ZoneId.getAvailableZoneIds().stream().sorted().toList()) {
      ZoneId zone = ZoneId.of(id);
      for (int i = 0; i < 40; i++) {
        Instant now = Instant.ofEpochSecond(1_300_000_000L + random.nextInt(800_000_000));
        String time = "%02d:%02d".formatted(random.nextInt(24), random.nextInt(60));
        String wait = List.of("P0D", "PT0S", "P1D", "PT7H", "P1M", "P1W").get(random.nextInt(6));
        TimerForm.LocalTime form = TimerForms.localTime(wait, time);

        Instant next = form.next(now, zone);

        String shown = "%s %s %s %s, seed %s".formatted(id, now, wait, time, seed);
        Instant earliest = form.duration().after(now, zone);
        assertThat(next).as(shown).isAfter(now).isAfterOrEqualTo(earliest);
        assertThat(Duration.between(earliest, next)).as(shown).isLessThan(Duration.ofHours(49));
        ZonedDateTime local = next.atZone(zone);
        boolean skipped =
            zone.getRules().getValidOffsets(local.toLocalDate().atTime(form.time())).isEmpty();
        if (!skipped && !local.toLocalTime().equals(form.time())) {
          // only a gap that reaches over midnight moves the time to another day
          assertThat(
                  zone.getRules()
                      .getValidOffsets(local.toLocalDate().minusDays(1).atTime(form.time())))
              .as(shown)
              .isEmpty();
        }
        assertThat(form.next(next, zone)).as(shown).isAfter(next);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "-P7D, 09:00, 2027-04-04, 2027-03-01T00:00+01:00, 2027-03-28T09:00+02:00",
    "-P7D, 09:00, 2027-11-07, 2027-03-01T00:00+01:00, 2027-10-31T09:00+01:00",
    "P1M,  09:00, 2027-01-31, 2027-01-01T00:00+01:00, 2027-02-28T09:00+01:00",
    "PT0S, 02:30, 2027-03-28, 2027-03-01T00:00+01:00, 2027-03-28T03:30+02:00",
    // past: at once
    "-P7D, 09:00, 2027-03-05, 2027-03-01T10:00+01:00, 2027-03-01T10:00+01:00",
  })
  void countsFromADateOfTheContact(
      String offset, String time, String date, String now, String then) {
    TimerForm.DateOf form = TimerForms.dateOf("contact.birthday", offset, time);

    assertThat(form.next(LocalDate.parse(date), instant(now), PARIS)).isEqualTo(instant(then));
  }

  @Test
  void firesAtOnceWhenTheDateIsMissing() {
    Instant now = instant("2027-03-01T09:00+01:00");

    assertThat(TimerForms.dateOf("contact.birthday", "-P7D", "09:00").next(null, now, PARIS))
        .isEqualTo(now);
  }

  @Test
  void readsTheFormsOfTheVocabulary() {
    assertThat(TimerForms.ofDuration("P2D")).get().isInstanceOf(TimerForm.After.class);
    assertThat(TimerForms.ofDate("2027-03-01T09:00:00Z"))
        .contains(new TimerForm.At(Instant.parse("2027-03-01T09:00:00Z")));
    assertThat(TimerForms.ofDate("${timers.localTime(execution,'P2D','09:00')}"))
        .contains(TimerForms.localTime("P2D", "09:00"));
    assertThat(TimerForms.ofDate("${timers.dateOf(execution,'contact.birthday','-P7D','09:00')}"))
        .contains(TimerForms.dateOf("contact.birthday", "-P7D", "09:00"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "P",
        "PT",
        "P1DT",
        "2D",
        "p2d",
        "P-2D",
        "-P2D",
        "P1.5D",
        "P2D ",
        "P1W2D",
        "P999999D",
        "R/PT1S",
        "P2D/PT1S",
        "${timers.localTime(execution,'P2D','09:00')}"
      })
  void readsNothingElseAsADuration(String text) {
    assertThat(TimerForms.ofDuration(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2027-03-01",
        "2027-03-01T09:00:00",
        "2027-02-30T09:00:00Z",
        "P2D",
        "R3/2027-03-01T09:00:00Z"
      })
  void readsNothingElseAsADate(String text) {
    assertThat(TimerForms.ofDate(text)).isEmpty();
  }

  private static Instant instant(String text) {
    return java.time.OffsetDateTime.parse(text).toInstant();
  }
}
