package io.relance.messaging;

import io.relance.messaging.Messages.Fate;
import io.relance.messaging.Messages.Postponed;
import io.relance.messaging.Messages.Settled;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Says what an answer of a provider means for the message, and has it written down. Never shares a
 * transaction with the engine: a record of "sent" must not roll back.
 */
@Component
class Settlement {

  private static final Logger log = LoggerFactory.getLogger(Settlement.class);

  /** A message whose fate nobody can tell moves on after this time, as "probably sent". */
  private static final Duration UNKNOWN_PATIENCE = Duration.ofHours(24);

  private final Ledger ledger;
  private final RetryPlan retries;
  private final Clock clock;

  Settlement(Ledger ledger, RetryPlan retries, Clock clock) {
    this.ledger = ledger;
    this.retries = retries;
    this.clock = clock;
  }

  void accepted(Message message, Delivery.Accepted accepted) {
    settle(
        new Settled(message, new Fate("ACCEPTED", null, accepted.answer(), accepted.reference())));
  }

  void refused(Message message, String address, Delivery.Refused refused) {
    Fate fate = new Fate("REFUSED", refused.reason(), refused.detail(), null);
    AddressRefused notice =
        refused.reason().equals("hard-bounce") && message.contact() != null
            ? new AddressRefused(
                message.contact(),
                message.channel(),
                address,
                message.id(),
                message.step(),
                refused.detail())
            : null;
    settle(new Settled(message, fate, Duration.ZERO, notice));
  }

  void unknown(Message message, Delivery.Unknown unknown) {
    if (message.mayBeSentTwice()) {
      deferred(message, new Delivery.Deferred(unknown.detail()));
    } else {
      Fate fate = new Fate("UNKNOWN", "no-answer", unknown.detail(), null);
      settle(new Settled(message, fate, UNKNOWN_PATIENCE, null));
    }
  }

  /**
   * Another try later, or the end when the plan has no more tries or the message would be of no use
   * by then.
   */
  void deferred(Message message, Delivery.Deferred deferred) {
    @Nullable Duration wait = retries.waitAfter(message);
    if (wait == null) {
      settle(new Settled(message, new Fate("REFUSED", "no-more-tries", deferred.detail(), null)));
      return;
    }
    Duration spread =
        wait.multipliedBy(ThreadLocalRandom.current().nextInt(-20, 21)).dividedBy(100);
    Duration jittered = message.channel().reachesContact() ? wait.plus(spread) : wait;
    Instant due = clock.instant().plus(jittered);
    if (due.isAfter(message.expiresAt())) {
      settle(new Settled(message, new Fate("EXPIRED", "too-late", deferred.detail(), null)));
    } else {
      ledger.postpone(new Postponed(message, due, true, deferred.detail()));
    }
  }

  /** It never reached a provider: it is not charged with a try. */
  void unavailable(Message message, String detail) {
    ledger.postpone(new Postponed(message, clock.instant(), false, detail));
  }

  private void settle(Settled settled) {
    if (!ledger.settle(settled)) {
      log.warn(
          "Message {} attempt {} ended as {} but this node no longer held it; its row was left as another node wrote it",
          settled.message().id(),
          settled.message().attempt(),
          settled.fate().state());
    }
  }
}
