package io.relance.content;

import java.util.Optional;
import java.util.UUID;

/**
 * What a link in a message stands for.
 *
 * @param link the number of the link; 0 where there is only one
 * @param address the address that was rendered when the message was, where a link of a list could
 *     not be told from its neighbours otherwise; of a link that is the same for all readers, the
 *     step; empty for all others
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
    CONFIRM,
    /** An open of whom nobody knows. */
    STEP_OPEN,
    /** A click of whom nobody knows. */
    STEP_CLICK
  }

  /**
   * The step of a published journey that a message came from: all that a link tells that is the
   * same for every reader.
   */
  public record StepLink(String journey, int version, String step, int link) {}

  private static final UUID NOBODYS = new UUID(0, 0);

  /** What everybody's messages of the step have in common. */
  public static LinkToken ofStep(Kind kind, StepLink step) {
    return new LinkToken(
        kind, NOBODYS, step.link(), step.version() + "/" + step.step() + "/" + step.journey());
  }

  /** The step that the link is of; empty for the link of one message. */
  public Optional<StepLink> step() {
    String[] parts = address.split("/", 3);
    return message.equals(NOBODYS) && parts.length == 3 && parts[0].matches("[0-9]{1,9}")
        ? Optional.of(new StepLink(parts[2], Integer.parseInt(parts[0]), parts[1], link))
        : Optional.empty();
  }
}
