package io.relance.bench;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** W9: what one waiting contact costs on the disk, all tables and indexes of the walk. */
final class Bytes implements Workload {

  private static final int WAITING = 100_000;
  private static final int FEW = 2_000;

  @Override
  public void measure(Server server, Effort effort, Results results) {
    try (Sink sink = new Sink();
        Ours ours = new Ours(server, "ours", sink);
        Stock stock = new Stock(server, "stock");
        Flowable flowable = new Flowable(server, "flowable")) {
      int waiting = effort.isSmoke() ? FEW : WAITING;
      double walk = each(ours, waiting, "relation !~ '^(contact|consent|message|bench)'");
      double mail = each(ours, waiting, "relation ~ '^message'");
      Bench.say("  ours, besides: %,.0f bytes for the message and its attempt", mail);
      Map<String, Opponent> others = new TreeMap<>(Map.of("stock", stock, "flowable", flowable));
      others.forEach(
          (name, other) ->
              results.add(
                  "W9",
                  waiting,
                  name,
                  List.of(walk),
                  List.of(each(other, waiting, "relation !~ '^bench'")),
                  "bytes"));
    }
  }

  private static double each(Opponent opponent, int waiting, String which) {
    Crowd crowd = opponent.crowd();
    if (crowd.size() == 0) {
      opponent.database().jdbc().sql("VACUUM FULL").update();
      opponent.database().remember();
      crowd.growTo(waiting);
      opponent.database().jdbc().sql("VACUUM FULL").update();
    }
    return opponent.database().grownBy(which) / (double) waiting;
  }
}
