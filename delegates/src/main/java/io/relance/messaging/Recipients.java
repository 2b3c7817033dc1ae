package io.relance.messaging;

import io.relance.core.Channel;
import io.relance.core.ContactId;
import io.relance.core.Purpose;

/** Decides whether a contact may be written to now. */
public interface Recipients {

  /**
   * Answers the recipient, or why there is none. Locks the contact against a withdrawal of consent
   * until the running transaction ends, so that a withdrawal comes either before (and is seen) or
   * after it.
   */
  Permission ask(ContactId contact, Channel channel, Purpose purpose);

  /** The answer: exactly one of the two. */
  sealed interface Permission {
    /** The contact may be written to. */
    record Granted(Recipient recipient) implements Permission {}

    /** The contact must not be written to; the reason is a word, such as {@code no-consent}. */
    record Denied(String reason) implements Permission {}
  }
}
