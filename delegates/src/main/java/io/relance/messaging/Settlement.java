package io.relance.messaging;

import io.relance.messaging.Messages.Fate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Writes down how a message ended. Never shares a transaction with the engine: a record of "sent"
 * must not roll back.
 */
@Component
class Settlement {

  private static final Logger log = LoggerFactory.getLogger(Settlement.class);

  /** A message whose fate nobody can tell moves on after this time, as "probably sent". */
  private static final Duration UNKNOWN_PATIENCE = Duration.ofHours(24);

  private final Messages messages;
  private final RetryPlan retries;
  private final ApplicationEventPublisher events;
  private final Clock clock;

  Settlement(Messages messages, RetryPlan retries, ApplicationEventPublisher events, Clock clock) {
    this.messages = messages;
    this.retries = retries;
    this.events = events;
    this.clock = clock;
  }

  void expired(Message message, String node) {
    settle(message, node, new Fate("EXPIRED", "too-late", null, null), Duration.ZERO);
  }

  void suppressed(Message message, String node, String reason) {
    settle(message, node, new Fate("SUPPRESSED", reason, null, null), Duration.ZERO);
  }

  @Transactional
  void accepted(Message message, String node, Delivery.Accepted accepted) {
    settle(
        message,
        node,
        new Fate("ACCEPTED", null, accepted.answer(), accepted.reference()),
        Duration.ZERO);
  }

  @Transactional
  void refused(Message message, String address, String node, Delivery.Refused refused) {
    settle(
        message,
        node,
        new Fate("REFUSED", refused.reason(), refused.detail(), null),
        Duration.ZERO);
    if (refused.reason().equals("hard-bounce") && message.contact() != null) {
      events.publishEvent(
          new AddressRefused(
              message.contact(),
              message.channel(),
              address,
              message.id(),
              message.step(),
              refused.detail()));
    }
  }

  @Transactional
  void unknown(Message message, String node, Delivery.Unknown unknown) {
    if (message.mayBeSentTwice()) {
      deferred(message, node, new Delivery.Deferred(unknown.detail()));
    } else {
      settle(
          message,
          node,
          new Fate("UNKNOWN", "no-answer", unknown.detail(), null),
          UNKNOWN_PATIENCE);
    }
  }

  /**
   * Another try later, or the end when the plan has no more tries or the message would be of no use
   * by then.
   */
  @Transactional
  void deferred(Message message, String node, Delivery.Deferred deferred) {
    @Nullable Duration wait = retries.waitAfter(message);
    if (wait == null) {
      settle(
          message,
          node,
          new Fate("REFUSED", "no-more-tries", deferred.detail(), null),
          Duration.ZERO);
      return;
    }
    Duration spread =
        wait.multipliedBy(ThreadLocalRandom.current().nextInt(-20, 21)).dividedBy(100);
    Duration jittered = message.channel().reachesContact() ? wait.plus(spread) : wait;
    Instant due = clock.instant().plus(jittered);
    if (due.isAfter(message.expiresAt())) {
      settle(
          message, node, new Fate("EXPIRED", "too-late", deferred.detail(), null), Duration.ZERO);
    } else {
      messages.postpone(message, node, due, true, deferred.detail());
    }
  }

  @Transactional
  void unavailable(Message message, String node, Delivery.Unavailable unavailable) {
    messages.postpone(message, node, clock.instant(), false, unavailable.detail());
  }

  private void settle(Message message, String node, Fate fate, Duration tellEngineAfter) {
    Instant now = clock.instant();
    if (!messages.settle(message, node, fate, now, now.plus(tellEngineAfter))) {
      log.warn(
          "Message {} attempt {} ended as {} but this node no longer held it; its row was left as another node wrote it",
          message.id(),
          message.attempt(),
          fate.state());
    }
  }
}
