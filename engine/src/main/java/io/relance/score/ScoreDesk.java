package io.relance.score;

import io.relance.contact.Contact;
import io.relance.contact.Contacts;
import io.relance.contact.Contacts.Merged;
import io.relance.contact.WellFormed;
import io.relance.core.Audited;
import io.relance.core.Rejected;
import io.relance.runtime.Holds;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** What people do to a contact's score: they correct it, and make one contact of two. */
@Component
class ScoreDesk {

  private final JdbcClient jdbc;
  private final Contacts contacts;
  private final Postings postings;
  private final Holds holds;
  private final TableWords words;
  private final ApplicationEventPublisher events;
  private final Clock clock;

  ScoreDesk(
      JdbcClient jdbc,
      Contacts contacts,
      Postings postings,
      Holds holds,
      TableWords words,
      ApplicationEventPublisher events,
      Clock clock) {
    this.jdbc = jdbc;
    this.contacts = contacts;
    this.postings = postings;
    this.holds = holds;
    this.words = words;
    this.events = events;
    this.clock = clock;
  }

  /** Adds points by hand, or takes them when negative, for a reason. */
  @Transactional
  public Contact correct(
      String externalId, @Nullable Integer points, @Nullable String why, String who) {
    Contact contact = contacts.named(externalId);
    if (points == null || points == 0 || Math.abs((long) points) > TableReading.MOST_POINTS) {
      throw invalid("points", words.say("score.correct.points", TableReading.MOST_POINTS));
    }
    String reason = why == null ? "" : why.strip();
    if (reason.isEmpty()
        || reason.length() > TableReading.LONGEST_TEXT
        || !WellFormed.text(reason)) {
      throw invalid("why", words.say("score.correct.why", TableReading.LONGEST_TEXT));
    }
    holds.hold(List.of(contact.id()));
    postings.post(
        List.of(
            Posting.of(contact.id(), points, Cause.CORRECTION, "person:" + who, clock.instant())
                .because(reason)));
    events.publishEvent(
        new Audited(
            "contact.score-corrected",
            contact.id().toString(),
            Map.of("points", points.toString())));
    return contacts.named(externalId);
  }

  /** Both ledgers are one; the sum grows by what the absorbed contact had. */
  @EventListener
  void merged(Merged merged) {
    int points =
        jdbc.sql("SELECT score FROM contact WHERE id = :absorbed")
            .param("absorbed", merged.absorbed().value())
            .query(Integer.class)
            .single();
    jdbc.sql("UPDATE score_entry SET contact_id = :survivor WHERE contact_id = :absorbed")
        .param("survivor", merged.survivor().value())
        .param("absorbed", merged.absorbed().value())
        .update();
    postings.bring(merged.survivor(), points);
  }

  private static Rejected invalid(String field, String message) {
    return new Rejected(422, "score-correction-invalid", message).with(field, message);
  }
}
