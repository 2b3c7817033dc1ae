package io.relance.messaging;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Whether a messenger's provider can be reached, as this node sees it. After a failure the lane
 * sleeps and then lets one message through; its success wakes the lane. Times are monotonic, never
 * the wall clock.
 */
final class Lane {

  private long asleepUntil;
  private int failures;
  private @Nullable String trouble;

  /** How many messages may be claimed now. */
  synchronized int capacity(int wanted) {
    if (failures == 0) {
      return wanted;
    }
    return System.nanoTime() - asleepUntil >= 0 ? 1 : 0;
  }

  synchronized void failed(String detail, Duration sleep) {
    failures++;
    trouble = detail;
    asleepUntil = System.nanoTime() + sleep.toNanos();
  }

  synchronized void worked() {
    failures = 0;
    trouble = null;
  }

  synchronized @Nullable String trouble() {
    return trouble;
  }
}
