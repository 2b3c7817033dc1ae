package io.relance.event;

import io.relance.core.ContactId;
import io.relance.event.Walks.Reached;
import io.relance.event.Walks.Walk;
import io.relance.runtime.Holds;
import io.relance.runtime.Pump;
import io.relance.runtime.Tokens;
import io.relance.runtime.Tokens.Waiting;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Gives an event that came too early to the token that now waits for it. The router and this take
 * the same lock per contact: whichever comes second sees what the first one wrote, so no event
 * falls between them.
 */
@Component
class EarlyEvents implements Pump {

  private static final Logger log = LoggerFactory.getLogger(EarlyEvents.class);
  private static final int BATCH = 100;

  private final JdbcClient jdbc;
  private final Events events;
  private final Walks walks;
  private final Tokens tokens;
  private final Holds holds;
  private final TransactionTemplate transaction;

  EarlyEvents(
      JdbcClient jdbc,
      Events events,
      Walks walks,
      Tokens tokens,
      Holds holds,
      TransactionTemplate transaction) {
    this.jdbc = jdbc;
    this.events = events;
    this.walks = walks;
    this.tokens = tokens;
    this.holds = holds;
    this.transaction = transaction;
  }

  /** A token that began to wait. */
  private record Wake(long id, String processInstanceId, String name, long contact) {

    ContactId contactId() {
      return new ContactId(contact);
    }
  }

  @Override
  public String name() {
    return "early-events";
  }

  @Override
  public int runOnce() {
    List<Wake> promising = transaction.execute(status -> dropHopeless());
    int done = 0;
    for (Wake wake : promising == null ? List.<Wake>of() : promising) {
      try {
        transaction.executeWithoutResult(status -> deliver(wake));
      } catch (RuntimeException e) {
        // Another writer moved the token first; the wake is still there and is looked at again.
        log.debug("Wake {} is tried again: {}", wake.id(), e.toString());
      }
      done++;
    }
    return done;
  }

  /**
   * Most tokens wait for something that has not happened yet: those wakes are done with in one
   * transaction.
   */
  private List<Wake> dropHopeless() {
    List<Wake> wakes =
        jdbc.sql(
                """
                SELECT w.id, w.process_instance_id, w.name, coalesce(e.contact_id, 0) AS contact
                  FROM wake w
                  LEFT JOIN enrolment e ON e.process_instance_id = w.process_instance_id
                 ORDER BY w.id
                 LIMIT :limit
                   FOR UPDATE OF w SKIP LOCKED
                """)
            .param("limit", BATCH)
            .query(Wake.class)
            .list();
    if (wakes.isEmpty()) {
      return List.of();
    }
    holds.hold(wakes.stream().map(Wake::contactId).toList());
    List<Long> promising =
        jdbc.sql(
                """
                SELECT w.id
                  FROM wake w
                  JOIN enrolment e ON e.process_instance_id = w.process_instance_id AND e.ended_at IS NULL
                 WHERE w.id IN (:ids)
                   AND EXISTS (SELECT FROM event v
                                WHERE v.contact_id = e.contact_id AND v.state IN ('BUFFERED', 'CONSUMED')
                                  AND NOT EXISTS (SELECT FROM event_use u
                                                   WHERE u.event_id = v.id AND u.enrolment_id = e.id)
                                  AND (v.name = w.name OR w.name LIKE v.name || ':%'))
                """)
            .param("ids", wakes.stream().map(Wake::id).toList())
            .query(Long.class)
            .list();
    List<Long> hopeless =
        wakes.stream().map(Wake::id).filter(id -> !promising.contains(id)).toList();
    if (!hopeless.isEmpty()) {
      jdbc.sql("DELETE FROM wake WHERE id IN (:ids)").param("ids", hopeless).update();
    }
    return wakes.stream().filter(wake -> promising.contains(wake.id())).toList();
  }

  /** Answers whether it is ours; another node may be looking at it, or have done with it. */
  private boolean take(Wake wake) {
    return jdbc.sql(
                "DELETE FROM wake WHERE id IN (SELECT id FROM wake WHERE id = :id FOR UPDATE SKIP LOCKED)")
            .param("id", wake.id())
            .update()
        == 1;
  }

  private void deliver(Wake wake) {
    // The wake before the contact, as above: two nodes would wait for each other.
    if (!take(wake)) {
      return;
    }
    holds.hold(List.of(wake.contactId()));
    Optional<Walk> walk = walks.ofInstance(wake.processInstanceId());
    if (walk.isEmpty()) {
      return;
    }
    Optional<Waiting> waiting =
        tokens.waiting(List.of(wake.processInstanceId()), List.of(wake.name())).stream()
            .findFirst();
    Optional<StoredEvent> event = events.early(walk.get(), wake.name());
    if (waiting.isPresent() && event.isPresent()) {
      walks.use(List.of(new Reached(event.get().id(), walk.get(), waiting.get())));
      events.settle(event.get().id(), "CONSUMED");
      tokens.correlate(List.of(waiting.get()));
    }
  }
}
