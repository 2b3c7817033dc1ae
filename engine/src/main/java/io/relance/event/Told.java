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
 * @param about the message whose reader caused it, with its step and the number or name of the link
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

  /** The message that caused an event. */
  public record Cause(UUID message, String step, @Nullable String link) {}
}
