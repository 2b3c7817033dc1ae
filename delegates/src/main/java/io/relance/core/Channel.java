package io.relance.core;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** A way to reach somebody. */
public enum Channel {
  EMAIL,
  SMS,
  VOICE,
  WHATSAPP,
  PUSH,
  LETTER,
  /** Another system, not a person. */
  WEBHOOK,
  /** A colleague, not a contact. */
  NOTIFICATION;

  /** The word used in the API, in diagrams and in the database. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<Channel> of(String word) {
    return Arrays.stream(values()).filter(channel -> channel.word().equals(word)).findFirst();
  }

  /** Whether a contact is reached, so that consent and suppression apply. */
  public boolean reachesContact() {
    return this != WEBHOOK && this != NOTIFICATION;
  }
}
