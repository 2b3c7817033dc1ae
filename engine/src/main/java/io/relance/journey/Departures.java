package io.relance.journey;

import io.relance.consent.Consents.Withdrawn;
import io.relance.contact.Contacts.Erased;
import io.relance.contact.Contacts.Merged;
import io.relance.core.Purpose;
import io.relance.event.Inbox;
import io.relance.event.Told;
import io.relance.process.MessageNames;
import java.time.Clock;
import java.util.Map;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * What becomes of the walks of contacts who leave or become one: told, in the same transaction, by
 * those who know.
 */
@Component
class Departures {

  private final Inbox inbox;
  private final Enrolments enrolments;
  private final EnrolmentRuns runs;
  private final Clock clock;

  Departures(Inbox inbox, Enrolments enrolments, EnrolmentRuns runs, Clock clock) {
    this.inbox = inbox;
    this.enrolments = enrolments;
    this.runs = runs;
    this.clock = clock;
  }

  /**
   * An opt-out is an event like any other: a diagram may say what it means, else it ends the walk.
   */
  @EventListener
  void optedOut(Withdrawn withdrawn) {
    if (withdrawn.purpose() == Purpose.MARKETING) {
      inbox.tell(
          new Told(
              "consent",
              withdrawn.recordId(),
              MessageNames.CONTACT_OPTED_OUT,
              withdrawn.contact(),
              null,
              null,
              clock.instant(),
              Map.of("channel", withdrawn.channel().word()),
              null,
              null));
    }
  }

  /**
   * A diagram may say what an erasure means (its own end, a colleague to be told); then the walk
   * ends.
   */
  @EventListener
  void erased(Erased erased) {
    enrolments.tellErased(erased.contact());
    enrolments.endAll(erased.contact(), "erased");
    runs.forget(erased.contact());
  }

  /** Walks go on under the name of the contact that is left. */
  @EventListener
  void merged(Merged merged) {
    enrolments.move(merged.absorbed(), merged.survivor());
    runs.move(merged.absorbed(), merged.survivor());
  }
}
