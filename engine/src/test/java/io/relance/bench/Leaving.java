package io.relance.bench;

import java.util.List;
import java.util.Map;

/** Some leave the gateway while many others go on waiting: the cost must not grow with them. */
final class Leaving {

  private Leaving() {}

  static void measure(
      String workload,
      int most,
      Alternation.Turn turn,
      Server server,
      Effort effort,
      Results results) {
    try (Sink sink = new Sink();
        Ours ours = new Ours(server, "ours", sink);
        Floor floor = ours.floor("floor");
        Stock stock = new Stock(server, "stock");
        Flowable flowable = new Flowable(server, "flowable")) {
      List<Opponent> opponents = List.of(ours, stock, flowable, floor);
      Alternation alternation = new Alternation(server, effort, opponents);
      List<Run> few = List.of();
      for (int waiting : effort.waiting()) {
        Bench.say("  %,d waiting", waiting);
        opponents.forEach(opponent -> opponent.crowd().growTo(waiting));
        Map<String, List<Run>> runs =
            alternation.runs(
                most,
                (opponent, count) -> {
                  // Those who leave come on top: just as many wait afterwards.
                  opponent.crowd().growTo(waiting + count);
                  return turn.of(opponent, count);
                });
        results.rates(workload, waiting, runs);
        if (few.isEmpty()) {
          few = runs.get("ours");
        } else {
          results.rates(
              workload, waiting, "ours@" + effort.waiting().get(0), runs.get("ours"), few);
        }
      }
    }
  }
}
