package io.relance.event;

import java.util.List;

/**
 * What is kept of events beyond the inbox, such as rows of the user's own tables; called in the
 * transaction that consumes the events.
 */
public interface Harvest {

  /**
   * Takes what these events say. What does not fit is noted and holds up no event.
   *
   * @param events the mapped ones of a piece, in the order in which they came
   */
  void of(List<StoredEvent> events);
}
