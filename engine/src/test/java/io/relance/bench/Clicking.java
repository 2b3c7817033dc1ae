package io.relance.bench;

/** W2: clicks reach those who wait for them. */
final class Clicking implements Workload {

  private static final int MOST = 20_000;

  @Override
  public void measure(Server server, Effort effort, Results results) {
    Leaving.measure("W2", MOST, Opponent::click, server, effort, results);
  }
}
