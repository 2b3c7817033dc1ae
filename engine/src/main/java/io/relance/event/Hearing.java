package io.relance.event;

import java.util.List;

/**
 * Who hears of everything that contacts did: called in the transaction that consumes the events,
 * before any token moves, so that conditions see what came of it.
 */
public interface Hearing {

  /**
   * Hears these events.
   *
   * @param events none of a machine, each of another contact, which is held
   */
  void heard(List<StoredEvent> events);
}
