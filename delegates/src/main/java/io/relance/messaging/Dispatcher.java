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
 * Sends what the outbox holds. Each message passes three small transactions: claimed (and judged
 * once more), marked right before the point of no return, settled. The provider is spoken to
 * between them, with no transaction open. Every write is fenced by message, attempt and node, so
 * that a node that was thought dead changes nothing.
 */
@Component
public class Dispatcher {

  private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);

  private final Messages messages;
  private final Claims claims;
  private final Settlement settlement;
  private final Contents contents;
  private final MessagingSettings settings;
  private final Clock clock;
  private final String node;
  private final Map<Channel, Messenger> messengers = new EnumMap<>(Channel.class);
  private final Map<Channel, Lane> lanes = new EnumMap<>(Channel.class);

  Dispatcher(
      Messages messages,
      Claims claims,
      Settlement settlement,
      Contents contents,
      List<Messenger> messengers,
      MessagingSettings settings,
      NodeName node,
      Clock clock) {
    this.messages = messages;
    this.claims = claims;
    this.settlement = settlement;
    this.contents = contents;
    this.settings = settings;
    this.node = node.toString();
    this.clock = clock;
    for (Messenger messenger : messengers) {
      for (Channel channel : messenger.channels()) {
        this.messengers.put(channel, messenger);
        lanes.put(channel, new Lane());
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
   * Sends up to {@code limit} due messages of a channel; answers how many were handled, 0 when
   * there is nothing to do.
   */
  public int dispatch(Channel channel, int limit) {
    Messenger messenger = messengers.get(channel);
    Lane lane = lanes.get(channel);
    if (messenger == null || lane == null || !messenger.isConfigured()) {
      return 0;
    }
    int capacity = lane.capacity(limit);
    if (capacity == 0) {
      return 0;
    }
    List<Claimed> claimed = claims.take(channel, capacity, node);
    boolean reachable = true;
    for (Claimed one : claimed) {
      if (reachable) {
        reachable = send(messenger, lane, one);
      } else {
        settlement.unavailable(
            one.message(), node, new Delivery.Unavailable(String.valueOf(lane.trouble())));
      }
    }
    return reachable ? claimed.size() : 0;
  }

  /** Takes back what died in the hands of nodes that stopped. */
  public int reap() {
    Instant now = clock.instant();
    return messages.reap(now, now.plus(Duration.ofHours(24)));
  }

  private boolean send(Messenger messenger, Lane lane, Claimed claimed) {
    Message message = claimed.message();
    Delivery delivery = attempt(messenger, claimed);
    if (delivery instanceof Delivery.Unavailable unavailable) {
      lane.failed(unavailable.detail(), settings.probe());
      settlement.unavailable(message, node, unavailable);
      log.warn(
          "{} cannot be reached: {}; messages stay queued",
          message.channel().word(),
          unavailable.detail());
      return false;
    }
    lane.worked();
    if (delivery instanceof Delivery.Accepted accepted) {
      settlement.accepted(message, node, accepted);
    } else if (delivery instanceof Delivery.Refused refused) {
      settlement.refused(message, claimed.address(), node, refused);
    } else if (delivery instanceof Delivery.Deferred deferred) {
      settlement.deferred(message, node, deferred);
    } else if (delivery instanceof Delivery.Unknown unknown) {
      settlement.unknown(message, node, unknown);
    }
    return true;
  }

  private Delivery attempt(Messenger messenger, Claimed claimed) {
    Message message = claimed.message();
    try {
      Content content = contents.write(message);
      return messenger.deliver(
          message, claimed.address(), content, () -> markPointOfNoReturn(message));
    } catch (Contents.Unwritable e) {
      return new Delivery.Refused("template", String.valueOf(e.getMessage()));
    }
  }

  private void markPointOfNoReturn(Message message) {
    if (!messages.reachesPointOfNoReturn(message, node)) {
      throw new IllegalStateException(
          "message " + message.id() + " was taken over by another node; it is not sent here");
    }
  }
}
