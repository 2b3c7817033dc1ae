package io.relance.runtime;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** A clock that the demo's time machine and tests may move; production has none. */
public final class MovableClock extends Clock {

  private volatile Duration ahead = Duration.ZERO;
  private volatile @Nullable Instant stopped;

  /** A clock that runs with the real one until it is moved. */
  public static MovableClock running() {
    return new MovableClock();
  }

  /** A clock that stands still until it is moved. */
  public static MovableClock stoppedAt(Instant instant) {
    MovableClock clock = new MovableClock();
    clock.stopped = instant;
    return clock;
  }

  private MovableClock() {}

  @Override
  public Instant instant() {
    Instant still = stopped;
    return still != null ? still : Clock.systemUTC().instant().plus(ahead);
  }

  boolean isStopped() {
    return stopped != null;
  }

  /** Stands still at this instant. */
  public void stopAt(Instant instant) {
    stopped = instant;
  }

  /** How far ahead of the real time it runs. */
  public Duration ahead() {
    return Duration.between(Clock.systemUTC().instant(), instant());
  }

  void runAhead(Duration by) {
    ahead = by;
    stopped = null;
  }

  /** Runs on from where it stands. */
  public void run() {
    ahead = Duration.between(Clock.systemUTC().instant(), instant());
    stopped = null;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}
