package io.relance.messaging;

import org.jspecify.annotations.Nullable;

/** How one try ended. */
public sealed interface Delivery {

  /** The provider took the message over. */
  record Accepted(@Nullable String reference, @Nullable String answer) implements Delivery {}

  /** The provider will never take it; {@code reason} is a word, such as {@code hard-bounce}. */
  record Refused(String reason, String detail) implements Delivery {}

  /** Not now: this message is tried again later. */
  record Deferred(String detail) implements Delivery {}

  /**
   * The provider cannot be reached or is out of order: no message was at fault, none is charged
   * with a try.
   */
  record Unavailable(String detail) implements Delivery {}

  /** Nobody can tell whether it left. */
  record Unknown(String detail) implements Delivery {}
}
