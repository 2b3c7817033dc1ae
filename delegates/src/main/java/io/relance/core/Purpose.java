package io.relance.core;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Why somebody is written to; decides which consent is needed. */
public enum Purpose {
  /** Needs the contact's consent. */
  MARKETING,
  /** About something the contact uses; may be refused by the contact. */
  SERVICE,
  /** Answers something the contact just did; never needs consent. */
  TRANSACTIONAL;

  /** The word used in the API, in diagrams and in the database. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<Purpose> of(String word) {
    return Arrays.stream(values()).filter(purpose -> purpose.word().equals(word)).findFirst();
  }
}
