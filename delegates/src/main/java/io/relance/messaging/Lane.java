package io.relance.messaging;

import io.relance.messaging.Claims.Claimed;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One channel as this node serves it: the messages in its hands, which its connections take one by
 * one, and whether its provider can be reached. After a failure the lane sleeps and then lets one
 * message through; its success wakes the lane. Times are monotonic, never the wall clock.
 */
final class Lane {

  /** No more is claimed than leaves within this time, so that a withdrawal is not overtaken. */
  private static final long NANOS_IN_HAND = Duration.ofSeconds(1).toNanos();

  private static final int FIRST = 25;
  private static final int MOST = 200;

  private final LongSupplier nanos;
  private final Deque<Claimed> inHand = new ArrayDeque<>();
  private final ReentrantLock claiming = new ReentrantLock();
  private int appetite = FIRST;
  private long claimedAt;
  private int claimed;
  private long asleepUntil;
  private int failures;

  /**
   * @param nanos a monotonic clock
   */
  Lane(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /**
   * The next message to hand over; claims a set when none is in hand. Whoever comes while another
   * claims waits for what that one brings and claims nothing itself.
   *
   * @param claim claims up to so many messages
   * @return null when there is none now
   */
  @Nullable Claimed next(IntFunction<List<Claimed>> claim) {
    Claimed one = poll();
    if (one != null) {
      return one;
    }
    boolean another = claiming.isLocked();
    claiming.lock();
    try {
      one = poll();
      int wanted = one == null && !another ? capacity() : 0;
      if (wanted > 0) {
        fill(wanted, claim.apply(wanted));
        one = poll();
      }
      return one;
    } finally {
      claiming.unlock();
    }
  }

  private synchronized @Nullable Claimed poll() {
    return inHand.poll();
  }

  private synchronized void fill(int wanted, List<Claimed> messages) {
    inHand.addAll(messages);
    claimedAt = nanos.getAsLong();
    claimed = messages.size() == wanted ? wanted : 0;
  }

  /** How many messages may be claimed now: twice as many as before if those left soon enough. */
  private synchronized int capacity() {
    if (failures > 0) {
      return nanos.getAsLong() - asleepUntil >= 0 ? 1 : 0;
    }
    if (claimed > 0) {
      long took = Math.max(1, nanos.getAsLong() - claimedAt);
      long fitting = claimed * NANOS_IN_HAND / took;
      appetite = (int) Math.max(1, Math.min(Math.min(2L * claimed, fitting), MOST));
    }
    return appetite;
  }

  /** Notes that the provider cannot be reached; answers what must be given back. */
  synchronized List<Claimed> failed(Duration sleep) {
    failures++;
    asleepUntil = nanos.getAsLong() + sleep.toNanos();
    return emptied();
  }

  /** Takes everything out of the lane's hands. */
  synchronized List<Claimed> emptied() {
    List<Claimed> back = new ArrayList<>(inHand);
    inHand.clear();
    return back;
  }

  synchronized void worked() {
    failures = 0;
  }
}
