package io.relance.access;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * Slows down whoever guesses passwords: so many tries a minute for a name from an address, and so
 * many for all names from one address. Counted per node and in memory, which a guesser cannot fill.
 */
@Component
class Guesses {

  static final int PER_NAME = 10;
  static final int PER_ADDRESS = 60;
  private static final int REMEMBERED = 20_000;

  private final Clock clock;
  private final Map<String, Count> counts = new LinkedHashMap<>();

  Guesses(Clock clock) {
    this.clock = clock;
  }

  /** Counts one more try; says whether it may be made. */
  synchronized boolean mayTry(String name, String address) {
    // No short cut: both must be counted.
    return count(key(name, address), PER_NAME) & count(address, PER_ADDRESS);
  }

  /** A right password ends the suspicion against this name. */
  synchronized void right(String name, String address) {
    counts.remove(key(name, address));
  }

  private boolean count(String key, int limit) {
    long minute = clock.millis() / 60_000;
    Count before = counts.remove(key);
    var now = new Count(minute, before == null || before.minute != minute ? 1 : before.n + 1);
    counts.put(key, now); // at the end: the longest unused are first
    if (counts.size() > REMEMBERED) {
      counts.remove(counts.keySet().iterator().next());
    }
    return now.n <= limit;
  }

  private static String key(String name, String address) {
    String comparable = name.strip().toLowerCase(Locale.ROOT);
    return address + " " + comparable.substring(0, Math.min(60, comparable.length()));
  }

  private record Count(long minute, int n) {}
}
