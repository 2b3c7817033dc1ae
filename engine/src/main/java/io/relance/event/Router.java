package io.relance.event;

import io.relance.core.ContactId;
import io.relance.event.Walks.Reached;
import io.relance.process.MessageNames;
import io.relance.runtime.Pump;
import io.relance.runtime.Tokens;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Brings events to those who wait for them, and into the journeys that start on them: hundreds in
 * one transaction, with the note that they were consumed. When that fails, they are routed one by
 * one, so that one bad event holds up nobody else. One that nobody waits for is kept for a while
 * (see {@link EarlyEvents}).
 */
@Component
class Router implements Pump {

  private static final Logger log = LoggerFactory.getLogger(Router.class);
  private static final int BATCH = 200;

  private final Events events;
  private final Walks walks;
  private final Tokens tokens;
  private final Doors doors;
  private final List<Hearing> hearing;
  private final Harvest harvest;
  private final TransactionTemplate transaction;

  Router(
      Events events,
      Walks walks,
      Tokens tokens,
      Doors doors,
      List<Hearing> hearing,
      Harvest harvest,
      TransactionTemplate transaction) {
    this.events = events;
    this.walks = walks;
    this.tokens = tokens;
    this.doors = doors;
    this.hearing = hearing;
    this.harvest = harvest;
    this.transaction = transaction;
  }

  @Override
  public String name() {
    return "events";
  }

  @Override
  public int worthwhile() {
    return BATCH / 2;
  }

  /** Different contacts at the same time: each thread holds its own. */
  @Override
  public int threads() {
    return 2;
  }

  @Override
  public int runOnce() {
    List<StoredEvent> batch = new ArrayList<>();
    try {
      transaction.executeWithoutResult(
          status -> {
            batch.addAll(events.lockNext(BATCH));
            route(batch);
          });
    } catch (RuntimeException e) {
      if (batch.isEmpty()) {
        throw e;
      }
      log.info(
          "{} events failed together and are routed one by one: {}", batch.size(), e.toString());
      batch.forEach(this::routeAlone);
    }
    return batch.isEmpty() ? events.expire() : batch.size();
  }

  private void routeAlone(StoredEvent event) {
    try {
      transaction.executeWithoutResult(
          status -> events.lock(event).map(List::of).ifPresent(this::route));
    } catch (RuntimeException e) {
      log.warn("Event {} could not be routed and is tried again: {}", event.id(), e.toString());
      transaction.executeWithoutResult(status -> events.failed(event.id(), e.toString()));
    }
  }

  private void route(List<StoredEvent> batch) {
    if (batch.isEmpty()) {
      return;
    }
    Map<Long, String> states = new HashMap<>();
    List<StoredEvent> ofContacts = batch.stream().filter(event -> event.contact() != null).toList();
    batch.forEach(event -> states.put(event.id(), event.contact() == null ? "NOTED" : "BUFFERED"));
    // First: whoever moves or enters on an event may ask for the rows that it left.
    List<StoredEvent> mapped = batch.stream().filter(StoredEvent::mapped).toList();
    if (!mapped.isEmpty()) {
      harvest.of(mapped);
    }
    hearing.forEach(one -> one.heard(ofContacts));
    Map<Long, Set<String>> used = deliver(ofContacts);
    used.keySet().forEach(event -> states.put(event, "CONSUMED"));
    doors.enter(ofContacts, used).forEach(event -> states.put(event, "CONSUMED"));
    for (StoredEvent event : ofContacts) {
      ContactId contact = event.contact();
      if (contact != null && event.name().equals(MessageNames.CONTACT_OPTED_OUT)) {
        doors.optedOut(contact);
      }
    }
    events.settle(states);
  }

  /** Moves one token per walk; answers, by event, the journeys of the walks that moved. */
  private Map<Long, Set<String>> deliver(List<StoredEvent> batch) {
    List<Reached> reached = batch.isEmpty() ? List.of() : walks.reached(batch);
    Map<Long, Set<String>> journeys = new HashMap<>();
    for (Reached one : reached) {
      journeys.computeIfAbsent(one.event(), event -> new HashSet<>()).add(one.walk().journey());
    }
    if (!reached.isEmpty()) {
      walks.use(reached);
      tokens.correlate(reached.stream().map(Reached::waiting).toList());
    }
    return journeys;
  }
}
