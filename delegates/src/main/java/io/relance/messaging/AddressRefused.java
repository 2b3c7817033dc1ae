package io.relance.messaging;

import io.relance.core.Channel;
import io.relance.core.ContactId;
import java.util.UUID;

/**
 * A provider said that an address will never work; told in the transaction that settles the
 * message.
 */
public record AddressRefused(
    ContactId contact, Channel channel, String address, UUID message, String step, String detail) {}
