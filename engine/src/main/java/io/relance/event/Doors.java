package io.relance.event;

import io.relance.core.ContactId;
import java.util.Set;

/**
 * How events let contacts into journeys and out of them; called in the transaction that consumes
 * the event.
 */
public interface Doors {

  /**
   * Enrols the event's contact in every live journey that starts on it, as each journey's re-entry
   * rule allows.
   *
   * @param except journeys whose walks have consumed the event already
   * @return how many walks began
   */
  int enter(StoredEvent event, Set<String> except);

  /** Ends the contact's walks through marketing journeys that did not end by themselves. */
  void optedOut(ContactId contact);
}
