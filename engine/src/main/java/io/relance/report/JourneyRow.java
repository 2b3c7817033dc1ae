package io.relance.report;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One line of the list of journeys.
 *
 * @param version the newest published one
 * @param draftSavedAt absent when there is no draft that differs from the newest version
 * @param completed how many of those who ended came to an end of the diagram (and were not
 *     withdrawn, opted out, stopped or erased)
 * @param incidents how many walks stand still because a step failed
 */
public record JourneyRow(
    String key,
    String name,
    String state,
    @Nullable Integer version,
    int draftRevision,
    @Nullable Instant draftSavedAt,
    @Nullable String draftSavedBy,
    long inside,
    long enteredToday,
    long entered,
    long ended,
    long completed,
    long incidents) {

  /** Whether something is drawn that is not published yet. */
  public boolean hasDraft() {
    return draftSavedAt != null;
  }

  /** How many of a hundred who ended came to an end of the diagram; absent while nobody ended. */
  public @Nullable Long completedShare() {
    return ended == 0 ? null : Math.round(100.0 * completed / ended);
  }
}
