package io.relance.content;

import java.util.UUID;

/**
 * What a link in a message stands for.
 *
 * @param link the number of the link; 0 where there is only one
 * @param address the address that was rendered when the message was, where a link of a list could
 *     not be told from its neighbours otherwise; empty for all others
 */
public record LinkToken(Kind kind, UUID message, int link, String address) {

  public LinkToken(Kind kind, UUID message, int link) {
    this(kind, message, link, "");
  }

  /** What opening the link means. The order is part of the tokens: only add at the end. */
  public enum Kind {
    OPEN,
    CLICK,
    UNSUBSCRIBE,
    CONFIRM
  }
}
