package io.relance.bench;

import java.util.List;

/** W4: contacts walk from the start through mail, acceptance, wait and click to the end. */
final class Walking implements Workload {

  private static final int MOST = 100_000;

  @Override
  public void measure(Server server, Effort effort, Results results) {
    try (Sink sink = new Sink();
        Ours ours = new Ours(server, "ours", sink);
        Stock stock = new Stock(server, "stock");
        Flowable flowable = new Flowable(server, "flowable")) {
      results.rates(
          "W4",
          0,
          new Alternation(server, effort, List.of(ours, stock, flowable))
              .runs(MOST, Opponent::walk));
    }
  }
}
