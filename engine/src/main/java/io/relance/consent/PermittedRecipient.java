package io.relance.consent;

import io.relance.core.Channel;
import io.relance.core.ContactId;
import io.relance.core.Purpose;
import io.relance.messaging.Recipient;
import io.relance.messaging.Tracking;

/** Made by {@link Permissions} alone, after every rule was asked. */
record PermittedRecipient(
    ContactId contact, Channel channel, Purpose purpose, String address, Tracking tracking)
    implements Recipient {}
