package io.relance.bench;

import java.util.ArrayList;
import java.util.List;

/** W10: two nodes on one database share the clicks and timers of W2 and W3. */
final class TwoNodes implements Workload {

  private static final int WAITING = 10_000;
  private static final int MOST = 20_000;

  @Override
  public void measure(Server server, Effort effort, Results results) {
    try (Sink sink = new Sink();
        Ours ours = new Ours(server, "ours", sink);
        SecondNode second = SecondNode.beside(ours, sink)) {
      ours.crowd().growTo(WAITING);
      int count = 500;
      // The second Java has seen nothing yet, and gets half of the work.
      double spent = 0;
      double best = 0;
      boolean faster;
      do {
        Run run = leave(ours, second, count);
        spent += run.seconds();
        faster = run.rate() > 1.1 * best;
        best = Math.max(best, run.rate());
        count = effort.count(best, MOST);
      } while (spent < effort.warmUp() || (faster && spent < 3 * effort.warmUp()));
      Bench.say("  per run: %,d", count);
      List<Double> alone = new ArrayList<>();
      List<Double> together = new ArrayList<>();
      List<Double> conflicts = new ArrayList<>();
      for (int round = 1; round <= effort.rounds(); round++) {
        alone.add(leave(ours, null, count).rate());
        long before = rolledBack(ours);
        together.add(leave(ours, second, count).rate());
        conflicts.add((double) (rolledBack(ours) - before));
        Bench.say(
            "  round %d:  one node %,.0f/s  two nodes %,.0f/s  rolled back %,.0f",
            round, alone.get(round - 1), together.get(round - 1), conflicts.get(round - 1));
      }
      results.add("W10", WAITING, "one node", together, alone, "/s");
      Bench.say(
          "  steps left twice: %d; transactions rolled back per 1,000 walks with two nodes: %.2f",
          doubled(ours), Results.median(conflicts) * 1000 / count);
    }
  }

  private static Run leave(Ours ours, SecondNode second, int count) {
    ours.crowd().growTo(WAITING + count);
    if (second == null) {
      return ours.leave(count);
    }
    second.work();
    Run run = ours.leave(count);
    second.rest();
    return run;
  }

  /** Every optimistic locking failure and every serialization conflict ends as one of these. */
  private static long rolledBack(Ours ours) {
    return ours.database()
        .jdbc()
        .sql("SELECT xact_rollback FROM pg_stat_database WHERE datname = :name")
        .param("name", ours.database().name())
        .query(Long.class)
        .single();
  }

  private static long doubled(Ours ours) {
    return ours.database()
        .jdbc()
        .sql(
            """
            SELECT count(*)
              FROM (SELECT FROM trail GROUP BY process_instance_id, step HAVING count(*) > 1) twice
            """)
        .query(Long.class)
        .single();
  }
}
