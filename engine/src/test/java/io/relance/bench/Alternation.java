package io.relance.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Lets all opponents take turns, so that whatever disturbs the machine disturbs each of them. */
final class Alternation {

  private static final int PROBE = 500;
  private static final int LONGEST = 3;

  private final Server server;
  private final Effort effort;
  private final List<? extends Opponent> opponents;
  private boolean warm;

  Alternation(Server server, Effort effort, List<? extends Opponent> opponents) {
    this.server = server;
    this.effort = effort;
    this.opponents = opponents;
  }

  /** One run of one opponent. */
  interface Turn {
    Run of(Opponent opponent, int count);
  }

  /**
   * The runs of each opponent, turn by turn. Before that everybody warms up, since Java is slow at
   * first: not for a time but for an amount of work, which a busy machine takes longer for, and
   * then on until it gets no faster.
   */
  Map<String, List<Run>> runs(int most, Turn turn) {
    Map<String, List<Run>> runs = new LinkedHashMap<>();
    Map<String, Integer> counts = new LinkedHashMap<>();
    for (Opponent opponent : opponents) {
      counts.put(opponent.name(), warmUp(opponent, most, turn));
      runs.put(opponent.name(), new ArrayList<>());
    }
    warm = true;
    Bench.say("  per run: %s", counts);
    Statements statements = new Statements(server);
    Profile profile = new Profile();
    int ours = 0;
    for (int round = 1; round <= effort.rounds(); round++) {
      StringBuilder line = new StringBuilder();
      for (Opponent opponent : opponents) {
        int count = counts.get(opponent.name());
        boolean isOurs = opponent.name().equals("ours");
        Run run = isOurs ? profile.of(() -> turn.of(opponent, count)) : turn.of(opponent, count);
        runs.get(opponent.name()).add(run);
        line.append(
            "  %s %,.0f/s (%.1f s, %.2f+%.2f ms CPU each)"
                .formatted(
                    opponent.name(),
                    run.rate(),
                    run.seconds(),
                    run.millisEach(run.java()),
                    run.millisEach(run.postgres())));
        ours += isOurs ? run.done() : 0;
      }
      Bench.say("  round %d:%s", round, line);
    }
    statements.report("ours", ours);
    profile.report();
    return runs;
  }

  private int warmUp(Opponent opponent, int most, Turn turn) {
    double spent = 0;
    double best = 0;
    boolean faster;
    int count = Math.min(PROBE, most);
    do {
      Run run = turn.of(opponent, count);
      spent += Math.max(run.java() + run.postgres(), run.seconds() / 4);
      faster = run.rate() > 1.1 * best;
      // A run of few is slower than a run of many, and must not ask for even fewer.
      best = Math.max(best, run.rate());
      count = effort.count(best, most);
    } while (!warm && (spent < effort.warmUp() || (faster && spent < LONGEST * effort.warmUp())));
    return count;
  }
}
