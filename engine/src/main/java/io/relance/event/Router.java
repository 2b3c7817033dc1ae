package io.relance.event;

import io.relance.core.ContactId;
import io.relance.event.Walks.Walk;
import io.relance.process.MessageNames;
import io.relance.runtime.Pump;
import io.relance.runtime.Tokens;
import io.relance.runtime.Tokens.Waiting;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Brings each event to those who wait for it, and into the journeys that start on it, in one
 * transaction with the note that it was consumed. One that nobody waits for is kept for a while
 * (see {@link EarlyEvents}).
 */
@Component
class Router implements Pump {

  private static final Logger log = LoggerFactory.getLogger(Router.class);
  private static final int BATCH = 50;

  private final Events events;
  private final Walks walks;
  private final Tokens tokens;
  private final Doors doors;
  private final TransactionTemplate transaction;

  Router(Events events, Walks walks, Tokens tokens, Doors doors, TransactionTemplate transaction) {
    this.events = events;
    this.walks = walks;
    this.tokens = tokens;
    this.doors = doors;
    this.transaction = transaction;
  }

  @Override
  public String name() {
    return "events";
  }

  @Override
  public int runOnce() {
    int routed = 0;
    while (routed < BATCH && routeNext()) {
      routed++;
    }
    return routed + events.expire();
  }

  private boolean routeNext() {
    long[] current = {0};
    try {
      return Boolean.TRUE.equals(
          transaction.execute(
              status -> {
                Optional<StoredEvent> next = events.lockNext();
                next.ifPresent(
                    event -> {
                      current[0] = event.id();
                      route(event);
                    });
                return next.isPresent();
              }));
    } catch (RuntimeException e) {
      if (current[0] == 0) {
        throw e;
      }
      log.warn("Event {} could not be routed and is tried again: {}", current[0], e.toString());
      transaction.executeWithoutResult(status -> events.failed(current[0], e.toString()));
      return true;
    }
  }

  private void route(StoredEvent event) {
    ContactId contact = event.contact();
    if (contact == null) {
      events.settle(event.id(), "NOTED");
      return;
    }
    events.lockContacts(List.of(contact.value()));
    Set<String> used = deliver(event, contact);
    int entered = doors.enter(event, used);
    if (event.name().equals(MessageNames.CONTACT_OPTED_OUT)) {
      doors.optedOut(contact);
    }
    events.settle(event.id(), used.isEmpty() && entered == 0 ? "BUFFERED" : "CONSUMED");
  }

  /**
   * Moves one token per walk, the one that began to wait last; answers the journeys of the walks
   * that moved.
   */
  private Set<String> deliver(StoredEvent event, ContactId contact) {
    Map<String, Walk> reachable =
        walks.of(contact, event.key()).stream()
            .collect(Collectors.toMap(Walk::processInstanceId, Function.identity()));
    Set<String> moved = new HashSet<>();
    Set<String> journeys = new HashSet<>();
    for (Waiting waiting : tokens.waiting(reachable.keySet(), event.names())) {
      Walk walk = reachable.get(waiting.processInstanceId());
      if (walk != null && !moved.contains(walk.processInstanceId()) && concerns(event, waiting)) {
        walks.use(walk, event, waiting.step());
        tokens.correlate(waiting);
        moved.add(walk.processInstanceId());
        journeys.add(walk.journey());
      }
    }
    return journeys;
  }

  /**
   * What a reader did with a message concerns the walk that sent it, unless the token waits for any
   * such message.
   */
  private boolean concerns(StoredEvent event, Waiting waiting) {
    boolean anySuch =
        waiting.message().equals(event.name())
            && !event.name().equals(MessageNames.OPT_IN_CONFIRMED);
    return event.message() == null
        || anySuch
        || walks.sent(waiting.processInstanceId(), event.message());
  }
}
