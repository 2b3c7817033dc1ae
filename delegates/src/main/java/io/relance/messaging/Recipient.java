package io.relance.messaging;

import io.relance.core.Channel;
import io.relance.core.ContactId;
import io.relance.core.Purpose;

/**
 * The proof that a contact may be written to, on this channel and for this purpose, at the moment
 * it was asked for. Only the consent package makes one; without it no contact's address can reach a
 * messenger.
 */
public interface Recipient {

  ContactId contact();

  Channel channel();

  Purpose purpose();

  /** An e-mail address, or a telephone number in E.164 form, as the channel needs it. */
  String address();

  /** What may be known of how the contact reads the message. */
  Tracking tracking();
}
