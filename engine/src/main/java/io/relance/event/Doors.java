package io.relance.event;

import io.relance.core.ContactId;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How events let contacts into journeys and out of them; called in the transaction that consumes
 * the event.
 */
public interface Doors {

  /**
   * Enrols the contacts of these events in every live journey that starts on them, as each
   * journey's re-entry rule allows.
   *
   * @param events each of another contact, which is held
   * @param except by event, the journeys whose walks have consumed it already
   * @return the events that let somebody in
   */
  Set<Long> enter(List<StoredEvent> events, Map<Long, Set<String>> except);

  /** Ends the contact's walks through marketing journeys that did not end by themselves. */
  void optedOut(ContactId contact);
}
