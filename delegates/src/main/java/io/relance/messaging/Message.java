package io.relance.messaging;

import io.relance.core.Channel;
import io.relance.core.ContactId;
import io.relance.core.Purpose;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One intent to reach one recipient on one channel, claimed for sending. The id is also the left
 * part of the Message-ID and the reference given to providers.
 *
 * @param contact absent once the contact was erased
 * @param attempt the number of this try, from 1; together with the id and the node it fences every
 *     later write
 * @param claimedAt when this try began, by the application's clock
 */
public record Message(
    UUID id,
    @Nullable ContactId contact,
    String journey,
    int version,
    String step,
    String processInstanceId,
    Channel channel,
    Purpose purpose,
    int attempt,
    Instant claimedAt,
    Instant createdAt,
    Instant expiresAt) {

  /** What the messenger may do when it cannot tell whether the message left. */
  boolean mayBeSentTwice() {
    return channel == Channel.WEBHOOK
        || channel == Channel.NOTIFICATION
        || (channel == Channel.EMAIL && purpose != Purpose.MARKETING);
  }
}
