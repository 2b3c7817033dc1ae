package io.relance.runtime;

/** Work that waits in a table and is done piece by piece, on any node, whenever there is some. */
public interface Pump {

  String name();

  /** How many threads of a node may do it at the same time. */
  default int threads() {
    return 1;
  }

  /**
   * From how much on a piece goes on with the next at once. After less the pump rests a moment, so
   * that what trickles in is done in larger pieces: a piece of two costs nearly what one of a
   * hundred does.
   */
  default int worthwhile() {
    return 1;
  }

  /**
   * Does one piece in transactions of its own; answers how much was done, 0 when there is nothing
   * to do now.
   */
  int runOnce();
}
