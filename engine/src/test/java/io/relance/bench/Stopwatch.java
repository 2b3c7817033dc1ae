package io.relance.bench;

/** From "the work is there" to "all of it is done". */
final class Stopwatch {

  private final Server server;
  private final double cpu;
  private final long begun;

  Stopwatch(Server server) {
    this.server = server;
    cpu = server.cpuSeconds();
    begun = System.nanoTime();
  }

  Run done(int count) {
    return new Run(count, (System.nanoTime() - begun) / 1e9, server.cpuSeconds() - cpu);
  }
}
