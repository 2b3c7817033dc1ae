package io.relance.bench;

import java.util.List;

/** W1: contacts enter, up to their first mail step, whose intent is written. */
final class Enrolling implements Workload {

  private static final int MOST = 100_000;

  @Override
  public void measure(Server server, Effort effort, Results results) {
    try (Ours ours = new Ours(server, "ours", null);
        Floor floor = ours.floor("floor");
        Stock stock = new Stock(server, "stock");
        Flowable flowable = new Flowable(server, "flowable")) {
      List<Opponent> opponents = List.of(ours, stock, flowable, floor);
      results.rates(
          "W1", 0, new Alternation(server, effort, opponents).runs(MOST, Opponent::enrol));
    }
  }
}
