package io.relance.journey;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A set of contacts on its way into one journey.
 *
 * @param state {@code ready} (waits to be confirmed), {@code running}, {@code paused}, {@code done}
 *     or {@code cancelled}
 * @param fileName what the file is called, or the segment
 * @param segment the key of the segment whose members these were when it began
 * @param failure why it paused by itself, as a word; none when a person paused it
 * @param total how many there are; those named again in the same file are {@code repeated} and not
 *     among them
 * @param done entered, already inside, unknown and failed together
 */
record EnrolmentRun(
    UUID id,
    String journey,
    String source,
    @Nullable String fileName,
    @Nullable String segment,
    String state,
    @Nullable String failure,
    long total,
    long repeated,
    long done,
    long entered,
    long alreadyInside,
    long unknown,
    long failed,
    String startedBy,
    Instant startedAt,
    @Nullable Instant endedAt) {

  static final String READY = "ready";
  static final String RUNNING = "running";
  static final String PAUSED = "paused";

  /** How much is done, of a hundred. */
  public long percent() {
    return state.equals("done") || total == 0 ? 100 : Math.min(100, 100 * done / total);
  }

  /** Whether it may still change by itself or by a person. */
  public boolean open() {
    return endedAt == null;
  }

  /** Why it paused by itself, in words for a caller of the API. */
  @Nullable String reason() {
    if (failure == null) {
      return null;
    }
    return switch (failure) {
      case "not-live" -> "the journey takes nobody in now; bring it back, then resume this";
      case "many-failures" ->
          "too many contacts in a row could not enter; see why in failures, then resume this";
      default -> failure;
    };
  }
}
