package io.relance.messaging;

/**
 * What a message may tell us of its reader: whether its opens, and whether its clicks, may be known
 * to be this person's. What may not is counted without anybody's name, if at all.
 */
public record Tracking(boolean opens, boolean clicks) {

  public static final Tracking NONE = new Tracking(false, false);

  /** Whether the reader is observed in any way. */
  public boolean any() {
    return opens || clicks;
  }
}
