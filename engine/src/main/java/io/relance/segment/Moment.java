package io.relance.segment;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/** When a rule is asked, and in which zone its days begin. */
record Moment(Instant now, ZoneId zone) {

  LocalDate today() {
    return LocalDate.ofInstant(now, zone);
  }

  /** So many times 24 hours ago. */
  Instant daysAgo(int days) {
    return now.minus(Duration.ofDays(days));
  }
}
