package io.relance.journey;

import io.relance.core.BusinessKey;
import io.relance.core.ContactId;
import io.relance.event.Doors;
import io.relance.event.StoredEvent;
import io.relance.journey.Enrolments.Cause;
import io.relance.journey.Enrolments.Entry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
  public Set<Long> enter(List<StoredEvent> events, Map<Long, Set<String>> except) {
    Map<String, List<StoredEvent>> byName = new LinkedHashMap<>();
    for (StoredEvent event : events) {
      // what a reader did in one message's step concerns the walk that sent it only
      List<String> names = event.message() == null ? event.names() : List.of(event.name());
      names.forEach(name -> byName.computeIfAbsent(name, it -> new ArrayList<>()).add(event));
    }
    Set<Long> entered = new HashSet<>();
    byName.forEach(
        (name, named) -> {
          for (String journey : journeys.startingOn(name)) {
            entered.addAll(
                enter(
                    journey,
                    named.stream()
                        .filter(
                            event -> !except.getOrDefault(event.id(), Set.of()).contains(journey))
                        .toList()));
          }
        });
    return entered;
  }

  private Set<Long> enter(String journey, List<StoredEvent> events) {
    Map<BusinessKey, StoredEvent> byKey = new HashMap<>();
    List<Entry> entries = new ArrayList<>();
    for (StoredEvent event : events) {
      if (event.contact() != null) {
        Entry entry =
            new Entry(
                event.contact(),
                event.key(),
                event.properties(),
                new Cause(event.id(), event.name()));
        byKey.put(entry.key(journey), event);
        entries.add(entry);
      }
    }
    Set<Long> entered = new HashSet<>();
    if (!entries.isEmpty()) {
      for (BusinessKey key : enrolments.enrolAll(journey, entries)) {
        StoredEvent event = byKey.get(key);
        if (event != null) {
          entered.add(event.id());
        }
      }
    }
    return entered;
  }

  @Override
  public void optedOut(ContactId contact) {
    enrolments.endMarketing(contact, "opted-out");
  }
}
