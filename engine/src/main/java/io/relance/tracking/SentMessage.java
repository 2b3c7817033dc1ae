package io.relance.tracking;

import io.relance.core.Channel;
import io.relance.core.ContactId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The message behind a link, as far as its reader's deeds need it.
 *
 * @param contact absent once the contact was erased
 * @param settledAt when the provider took it; absent while that is not known
 * @param locale the contact's, as it is on file
 * @param ended whether the walk that sent it is over
 */
record SentMessage(
    UUID id,
    @Nullable ContactId contact,
    String journey,
    int version,
    String step,
    String processInstanceId,
    Channel channel,
    @Nullable Instant settledAt,
    @Nullable String locale,
    boolean ended) {}
