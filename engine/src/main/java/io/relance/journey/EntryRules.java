package io.relance.journey;

import io.relance.core.ContactId;
import io.relance.event.Doors;
import io.relance.event.StoredEvent;
import io.relance.journey.Enrolments.Cause;
import io.relance.journey.Enrolments.Entry;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * Lets contacts into the journeys that start on an event, and out of marketing when they say so.
 */
@Component
class EntryRules implements Doors {

  private final JourneyTable journeys;
  private final Enrolments enrolments;

  EntryRules(JourneyTable journeys, Enrolments enrolments) {
    this.journeys = journeys;
    this.enrolments = enrolments;
  }

  @Override
  public int enter(StoredEvent event, Set<String> except) {
    ContactId contact = event.contact();
    if (contact == null) {
      return 0;
    }
    int entered = 0;
    for (String journey : journeys.startingOn(event.name())) {
      if (!except.contains(journey)) {
        Entry entry =
            new Entry(
                contact, event.key(), event.properties(), new Cause(event.id(), event.name()));
        entered += enrolments.enrol(journey, entry).isPresent() ? 1 : 0;
      }
    }
    return entered;
  }

  @Override
  public void optedOut(ContactId contact) {
    enrolments.endMarketing(contact, "opted-out");
  }
}
