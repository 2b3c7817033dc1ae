package io.relance.messaging;

import io.relance.core.Channel;
import java.util.Set;

/** Hands messages to one provider. Called with no transaction open; must not throw. */
public interface Messenger {

  /** The channels that this messenger serves. */
  Set<Channel> channels();

  /**
   * Whether the installation has what the provider needs; otherwise messages of its channels wait.
   */
  default boolean isConfigured() {
    return true;
  }

  /**
   * Tries once.
   *
   * @param address where to, in the channel's form
   * @param pointOfNoReturn must be run right before the bytes that make the provider accept; if it
   *     throws, nothing was sent and nothing may be sent
   */
  Delivery deliver(Message message, String address, Content content, Runnable pointOfNoReturn);
}
