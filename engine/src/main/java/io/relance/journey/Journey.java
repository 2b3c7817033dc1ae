package io.relance.journey;

import io.relance.core.Rejected;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A scenario: at most one draft, and any number of published versions of which the newest takes new
 * contacts.
 *
 * @param version the newest published version; absent before the first
 */
public record Journey(
    String key, String name, State state, @Nullable Integer version, @Nullable Draft draft) {

  /** Where a journey stands. */
  public enum State {
    DRAFT,
    LIVE,
    PAUSED,
    STOPPED;

    /** The word in the API and the database. */
    public String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /** The diagram being worked on; the revision counts its saves. */
  public record Draft(int revision, Instant savedAt, String savedBy) {}

  void requirePublished() {
    if (version == null) {
      throw new Rejected(
          409,
          "not-published",
          "the journey '" + key + "' has never been published; publish it first");
    }
  }
}
