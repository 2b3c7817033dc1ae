package io.relance.event;

import java.util.List;

/** Where events are told. */
public interface Inbox {

  /** What became of a told event. */
  enum Receipt {
    NEW,
    /** The same event again: nothing changed. */
    REPEATED,
    /** The same id with another content: refused. */
    CONTRADICTED
  }

  /**
   * Stores the event in the running transaction (or one of its own); once that is committed the
   * event is safe, and is routed soon after.
   */
  Receipt tell(Told told);

  /** The same for many at once; what was told before under the same id stays as it is. */
  default void tellAll(List<Told> told) {
    told.forEach(this::tell);
  }
}
