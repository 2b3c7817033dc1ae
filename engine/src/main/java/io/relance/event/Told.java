package io.relance.event;

import io.relance.core.ContactId;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened, as it was told to the inbox.
 *
 * @param source who told it: {@code api}, {@code link}, {@code consent}, …; ids are unique per
 *     source
 * @param id repeated by a sender that tries again
 * @param key the object that it is about, such as a cart
 * @param about the message whose reader caused it, or what in particular it is about
 * @param machine why this was no person (such as {@code scanner}); such an event is kept but moves
 *     nobody
 */
public record Told(
    String source,
    String id,
    String name,
    @Nullable ContactId contact,
    @Nullable String anonymousId,
    @Nullable String key,
    Instant occurredAt,
    Map<String, Object> properties,
    @Nullable Cause about,
    @Nullable String machine) {

  /**
   * What in particular an event is about: the message that caused it, with its step and the link,
   * or, without a message, a part of what the event's name says, such as one threshold of a score.
   * Diagrams may wait for {@code <name>} and for {@code <name>:<step>}.
   */
  public record Cause(@Nullable UUID message, String step, @Nullable String link) {}
}
