package io.relance.content;

import java.util.UUID;

/**
 * What a link in a message stands for.
 *
 * @param link the number of the link; 0 where there is only one
 */
public record LinkToken(Kind kind, UUID message, int link) {

  /** What opening the link means. The order is part of the tokens: only add at the end. */
  public enum Kind {
    OPEN,
    CLICK,
    UNSUBSCRIBE,
    CONFIRM
  }
}
