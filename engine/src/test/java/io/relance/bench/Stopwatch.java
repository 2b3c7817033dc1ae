package io.relance.bench;

/** From "the work is there" to "all of it is done". */
final class Stopwatch {

  private final Server server;
  private final double java = Server.javaSeconds();
  private final double postgres;
  private final long begun;

  Stopwatch(Server server) {
    this.server = server;
    postgres = server.postgresSeconds();
    begun = System.nanoTime();
  }

  Run done(int count) {
    return new Run(
        count,
        (System.nanoTime() - begun) / 1e9,
        Server.javaSeconds() - java,
        server.postgresSeconds() - postgres);
  }
}
