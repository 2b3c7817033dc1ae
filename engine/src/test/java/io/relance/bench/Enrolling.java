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
      var rates =
          new Alternation(server, effort, List.of(ours, stock, flowable, floor))
              .rates(MOST, Opponent::enrol);
      results.rates("W1", 0, rates);
    }
  }
}
