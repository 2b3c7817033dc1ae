package io.relance.bench;

import java.util.List;

/**
 * How much is done for one figure.
 *
 * @param size {@code smoke}, {@code short} or {@code full}
 * @param rounds how often everybody takes a turn
 * @param seconds how long one run of one opponent shall take, about
 * @param warmUp how many seconds of processor time each opponent gets before it is measured
 * @param waiting how many wait inside while others move; the curve
 */
record Effort(String size, int rounds, double seconds, double warmUp, List<Integer> waiting) {

  private static final int FEW = 500;

  /** Proves that everything runs; its figures are worth nothing. */
  static final Effort SMOKE = new Effort("smoke", 1, 0.5, 0, List.of(1_000, 2_000));

  static final Effort SHORT = new Effort("short", 5, 4, 30, List.of(10_000, 100_000));
  static final Effort FULL = new Effort("full", 5, 30, 60, List.of(10_000, 100_000, 1_000_000));

  static Effort of(String size) {
    return List.of(SMOKE, SHORT, FULL).stream()
        .filter(effort -> effort.size().equals(size))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("bench.size is smoke, short or full"));
  }

  Effort withWaiting(List<Integer> numbers) {
    return new Effort(size, rounds, seconds, warmUp, numbers);
  }

  boolean isSmoke() {
    return size.equals("smoke");
  }

  /**
   * So many that a run takes as long as it shall, but never more than the workload asks for; and
   * not so few that the time until the first one begins is all that is measured.
   */
  int count(double rate, int most) {
    double few = Math.min(FEW, 4 * rate * seconds);
    return (int) Math.max(50, Math.min(most, Math.max(few, rate * seconds)));
  }
}
