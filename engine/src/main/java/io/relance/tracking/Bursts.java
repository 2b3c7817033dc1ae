package io.relance.tracking;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Notices who clicks faster than a person can: five different links of one message within two
 * seconds. The first four were taken for a person's by then. Each node watches what it sees itself.
 */
@Component
class Bursts {

  private static final int LINKS = 5;
  private static final Duration WINDOW = Duration.ofSeconds(2);
  private static final int WATCHED = 10_000;

  private record Click(int link, Instant at) {}

  private final Clock clock;
  private final Map<UUID, Deque<Click>> recent =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<UUID, Deque<Click>> eldest) {
          return size() > WATCHED;
        }
      };

  Bursts(Clock clock) {
    this.clock = clock;
  }

  /** Notes a click; says whether it belongs to a burst. */
  synchronized boolean notes(UUID message, int link) {
    Instant now = clock.instant();
    Deque<Click> clicks = recent.computeIfAbsent(message, id -> new ArrayDeque<>());
    clicks.removeIf(click -> click.at().isBefore(now.minus(WINDOW)));
    clicks.removeIf(click -> click.link() == link);
    clicks.addLast(new Click(link, now));
    return clicks.size() >= LINKS;
  }
}
