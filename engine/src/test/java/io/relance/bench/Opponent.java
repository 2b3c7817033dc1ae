package io.relance.bench;

/** Somebody who can do the work, on a database of its own. It rests between its runs. */
interface Opponent extends AutoCloseable {

  String name();

  Database database();

  /** Lets so many contacts enter, up to the mail step. */
  Run enrol(int contacts);

  /** Those who wait at the gateway. */
  Crowd crowd();

  /** Lets so many of the crowd click, and brings them to the end. */
  Run click(int contacts);

  /** Lets so many of the crowd be late, and brings them to the end. */
  Run fire(int contacts);

  /** Brings so many contacts through everything. */
  Run walk(int contacts);

  @Override
  void close();
}
