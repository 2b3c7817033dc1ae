package io.relance.runtime;

/** Work that waits in a table and is done piece by piece, on any node, whenever there is some. */
public interface Pump {

  String name();

  /** How many threads of a node may do it at the same time. */
  default int threads() {
    return 1;
  }

  /**
   * Does one piece in transactions of its own; answers how much was done, 0 when there is nothing
   * to do now.
   */
  int runOnce();
}
