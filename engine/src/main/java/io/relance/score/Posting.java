package io.relance.score;

import io.relance.core.ContactId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A change of a score that is to be written into the ledger.
 *
 * @param source the row of the table, the journey's step, the person
 * @param why in words
 * @param version of the table
 * @param event what happened
 * @param expires when the points end
 * @param floor below which these points do not take the score
 */
record Posting(
    ContactId contact,
    int points,
    Cause cause,
    String source,
    @Nullable String why,
    @Nullable Integer version,
    @Nullable Long event,
    Instant at,
    @Nullable Instant expires,
    @Nullable Integer floor) {

  static Posting of(ContactId contact, int points, Cause cause, String source, Instant at) {
    return new Posting(contact, points, cause, source, null, null, null, at, null, null);
  }

  Posting because(@Nullable String reason) {
    return new Posting(contact, points, cause, source, reason, version, event, at, expires, floor);
  }

  /** What the score is after it; it stays a whole number of 32 bits. */
  int onto(int score) {
    long after = (long) score + points;
    if (floor != null && points < 0) {
      after = Math.max(after, Math.min(floor, score));
    }
    return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, after));
  }
}
