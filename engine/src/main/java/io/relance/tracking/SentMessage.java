package io.relance.tracking;

import io.relance.content.LinkToken.StepLink;
import io.relance.core.Channel;
import io.relance.core.ContactId;
import io.relance.messaging.Tracking;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The message behind a link, as far as its reader's deeds need it.
 *
 * @param contact absent once the contact was erased
 * @param settledAt when the provider took it; absent while that is not known
 * @param locale the contact's, as it is on file
 * @param tracking what the contact now lets be seen, whatever it was when the message left
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
    Tracking tracking,
    boolean ended) {

  /** All that is left of a link of the message when nobody may know whose it was. */
  StepLink step(int link) {
    return new StepLink(journey, version, step, link);
  }
}
