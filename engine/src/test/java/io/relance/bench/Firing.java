package io.relance.bench;

/** W3: timers that are due fire. */
final class Firing implements Workload {

  private static final int MOST = 50_000;

  @Override
  public void measure(Server server, Effort effort, Results results) {
    Leaving.measure("W3", MOST, Opponent::fire, server, effort, results);
  }
}
