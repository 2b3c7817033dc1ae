package io.relance.score;

import io.relance.core.ContactId;
import io.relance.event.Hearing;
import io.relance.event.StoredEvent;
import io.relance.process.MessageNames;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * Gives points for what contacts do, in the transaction that consumes the events. Without a table,
 * or without a row for events of these names, it costs no statement.
 */
@Component
class Scoring implements Hearing {

  /** What the ledger itself tells gives no points: scores would drive themselves. */
  private static final Set<String> OWN =
      Set.of(MessageNames.SCORE_THRESHOLD_CROSSED, MessageNames.SCORE_THRESHOLD_LEFT);

  private final Published published;
  private final ScoreFacts facts;
  private final Postings postings;
  private final Clock clock;

  Scoring(Published published, ScoreFacts facts, Postings postings, Clock clock) {
    this.published = published;
    this.facts = facts;
    this.postings = postings;
    this.clock = clock;
  }

  @Override
  public void heard(List<StoredEvent> events) {
    if (events.isEmpty()) {
      return;
    }
    Published.InForce inForce = published.now();
    ReadyTable table = inForce.table();
    List<StoredEvent> scored =
        events.stream()
            .filter(event -> !OWN.contains(event.name()) && table.mayFit(event.name()))
            .toList();
    Map<ContactId, Map<String, Object>> contacts =
        facts.ofContacts(
            scored.stream().filter(event -> table.asksForContact(event.name())).toList());
    for (StoredEvent event : scored) {
      ContactId contact = event.contact();
      if (contact != null) {
        Map<String, Object> known = contacts.getOrDefault(contact, Map.of());
        for (Row row : table.fitting(event.name(), facts.of(event, known))) {
          postings.post(posting(event, contact, row, inForce.version()));
        }
      }
    }
  }

  private Posting posting(StoredEvent event, ContactId contact, Row row, int version) {
    Instant now = clock.instant();
    return new Posting(
        contact,
        row.points(),
        Cause.RULE,
        row.id(),
        row.why().isEmpty() ? null : row.why(),
        version,
        event.id(),
        now,
        row.days() == null ? null : now.plus(Duration.ofDays(row.days())),
        null);
  }
}
