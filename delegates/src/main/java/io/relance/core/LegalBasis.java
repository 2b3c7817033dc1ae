package io.relance.core;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * On what ground somebody may be written to; each permits some channels and purposes only, and each
 * is worth what proves it.
 */
public enum LegalBasis {
  /** The person agreed. */
  CONSENT,
  /** A customer is told of similar products, and was given the chance to refuse. */
  EXISTING_CUSTOMER,
  /** A person in their profession was told, and was given the chance to refuse. */
  B2B_NOTICE,
  /** It is needed for a contract with the person. */
  CONTRACT,
  /** The law demands it. */
  LEGAL_OBLIGATION;

  private static final Set<Channel> TO_CUSTOMERS =
      Set.of(Channel.EMAIL, Channel.SMS, Channel.VOICE, Channel.LETTER);
  private static final Set<Channel> TO_PROFESSIONALS =
      Set.of(Channel.EMAIL, Channel.VOICE, Channel.LETTER);

  /** Whether somebody can be granted this on this ground; observing takes consent, always. */
  public boolean permits(Channel channel, Purpose purpose) {
    if (purpose.isTracking()) {
      return this == CONSENT && purpose.exists(channel);
    }
    return switch (this) {
      case CONSENT -> true;
      case EXISTING_CUSTOMER -> TO_CUSTOMERS.contains(channel);
      case B2B_NOTICE -> TO_PROFESSIONALS.contains(channel);
      case CONTRACT, LEGAL_OBLIGATION -> purpose != Purpose.MARKETING;
    };
  }

  /**
   * The name under which the proof must say what the ground stands on; empty for consent, whose
   * proof is how it was given.
   */
  public Optional<String> proof() {
    return switch (this) {
      case CONSENT -> Optional.empty();
      case EXISTING_CUSTOMER -> Optional.of("sale");
      case B2B_NOTICE -> Optional.of("profession");
      case CONTRACT -> Optional.of("contract");
      case LEGAL_OBLIGATION -> Optional.of("law");
    };
  }

  /** Whether it counts only for who was told, in words that can be named, that they may refuse. */
  public boolean needsNotice() {
    return this == EXISTING_CUSTOMER || this == B2B_NOTICE;
  }

  /** The word used in the API and in the database. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public static Optional<LegalBasis> of(String word) {
    return Arrays.stream(values()).filter(basis -> basis.word().equals(word)).findFirst();
  }
}
