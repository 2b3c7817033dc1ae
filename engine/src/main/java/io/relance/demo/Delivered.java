package io.relance.demo;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A message as its recipient sees it.
 *
 * @param channel email, sms or voice
 * @param raw the message as it came, with all its headers
 * @param html absent where there is only text
 */
public record Delivered(
    long id,
    String channel,
    String to,
    String from,
    @Nullable String subject,
    Instant at,
    String raw,
    @Nullable String html,
    @Nullable String text) {}
