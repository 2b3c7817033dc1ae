package io.relance.messaging;

import io.relance.core.Channel;
import io.relance.messaging.Claims.Claimed;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Sends what the outbox holds. Each message passes three transactions, all shared with others:
 * claimed (and judged once more), marked right before the point of no return, settled. The provider
 * is spoken to between them, with no transaction open. Every write is fenced by message, attempt
 * and node, so that a node that was thought dead changes nothing.
 */
@Component
public class Dispatcher {

  private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);

  private final Messages messages;
  private final Claims claims;
  private final Settlement settlement;
  private final Ledger ledger;
  private final MessagingSettings settings;
  private final Clock clock;
  private final String node;
  private final Map<Channel, Messenger> messengers = new EnumMap<>(Channel.class);
  private final Map<Channel, Lane> lanes = new EnumMap<>(Channel.class);

  Dispatcher(
      Messages messages,
      Claims claims,
      Settlement settlement,
      Ledger ledger,
      List<Messenger> messengers,
      MessagingSettings settings,
      NodeName node,
      Clock clock) {
    this.messages = messages;
    this.claims = claims;
    this.settlement = settlement;
    this.ledger = ledger;
    this.settings = settings;
    this.node = node.toString();
    this.clock = clock;
    for (Messenger messenger : messengers) {
      for (Channel channel : messenger.channels()) {
        this.messengers.put(channel, messenger);
        lanes.put(channel, new Lane(System::nanoTime));
      }
    }
  }

  /** The channels that have a messenger. */
  public Set<Channel> channels() {
    return messengers.keySet();
  }

  /** How many messages of a channel this node hands over at the same time. */
  public int connections() {
    return settings.connections();
  }

  /**
   * Sends up to {@code limit} due messages of a channel, one after the other; other threads may do
   * the same at the same time. Answers how many were handled, 0 when there is nothing to do.
   */
  public int dispatch(Channel channel, int limit) {
    Messenger messenger = messengers.get(channel);
    Lane lane = lanes.get(channel);
    if (messenger == null || lane == null || !messenger.isConfigured()) {
      return 0;
    }
    int handled = 0;
    while (handled < limit) {
      Claimed next = lane.next(wanted -> claims.take(channel, wanted, node));
      if (next == null) {
        break;
      }
      if (!send(messenger, lane, next)) {
        return 0;
      }
      handled++;
    }
    return handled;
  }

  /** Takes back what died in the hands of nodes that stopped. */
  public int reap() {
    Instant now = clock.instant();
    return messages.reap(now, now.plus(Duration.ofHours(24)));
  }

  /** Gives back what was claimed and not begun, for a node that stops or a clock that moves. */
  public void giveBack() {
    for (Lane lane : lanes.values()) {
      lane.emptied().forEach(one -> settlement.unavailable(one.message(), "given back unsent"));
    }
  }

  private boolean send(Messenger messenger, Lane lane, Claimed claimed) {
    Message message = claimed.message();
    Delivery delivery = attempt(messenger, claimed);
    if (delivery instanceof Delivery.Unavailable unavailable) {
      log.warn(
          "{} cannot be reached: {}; messages stay queued",
          message.channel().word(),
          unavailable.detail());
      settlement.unavailable(message, unavailable.detail());
      for (Claimed back : lane.failed(settings.probe())) {
        settlement.unavailable(back.message(), unavailable.detail());
      }
      return false;
    }
    lane.worked();
    if (delivery instanceof Delivery.Accepted accepted) {
      settlement.accepted(message, accepted);
    } else if (delivery instanceof Delivery.Refused refused) {
      settlement.refused(message, claimed.address(), refused);
    } else if (delivery instanceof Delivery.Deferred deferred) {
      settlement.deferred(message, deferred);
    } else if (delivery instanceof Delivery.Unknown unknown) {
      settlement.unknown(message, unknown);
    }
    return true;
  }

  private Delivery attempt(Messenger messenger, Claimed claimed) {
    Message message = claimed.message();
    try {
      Content content = claimed.draft().write();
      return messenger.deliver(
          message, claimed.address(), content, () -> markPointOfNoReturn(message));
    } catch (Contents.Unwritable e) {
      return new Delivery.Refused("template", String.valueOf(e.getMessage()));
    }
  }

  private void markPointOfNoReturn(Message message) {
    if (!ledger.mark(message)) {
      throw new IllegalStateException(
          "message " + message.id() + " was taken over by another node; it is not sent here");
    }
  }
}
