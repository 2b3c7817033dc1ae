package io.relance.consent;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What somebody said when asked for consent. */
public enum Status {
  GRANTED,
  REFUSED;

  /** The word used in the API, in diagrams and in the database. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<Status> of(String word) {
    return Arrays.stream(values()).filter(status -> status.word().equals(word)).findFirst();
  }
}
