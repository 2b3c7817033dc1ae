package io.relance.core;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What somebody is asked for; why somebody is written to, or what is seen of their reading. */
public enum Purpose {
  /** Needs the contact's consent. */
  MARKETING,
  /** About something the contact uses; may be refused by the contact. */
  SERVICE,
  /** Answers something the contact just did; never needs consent. */
  TRANSACTIONAL,
  /** Seeing that this person opened an e-mail. */
  TRACKING_OPENS,
  /** Seeing which link of an e-mail this person followed. */
  TRACKING_CLICKS;

  /** Whether it is about being observed, not about being written to. */
  public boolean isTracking() {
    return this == TRACKING_OPENS || this == TRACKING_CLICKS;
  }

  /** Whether it has a meaning on the channel: only e-mails are observed. */
  public boolean exists(Channel channel) {
    return !isTracking() || channel == Channel.EMAIL;
  }

  /** The word used in the API, in diagrams and in the database. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public static Optional<Purpose> of(String word) {
    return Arrays.stream(values()).filter(purpose -> purpose.word().equals(word)).findFirst();
  }
}
