package io.relance.report;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A message and what became of it.
 *
 * @param contact the contact's external id; absent once erased
 * @param reason why it was refused or suppressed, as a word
 * @param detail what the provider answered
 */
public record MessageFate(
    UUID id,
    @Nullable String contact,
    String journey,
    int version,
    String step,
    String channel,
    String purpose,
    String state,
    @Nullable String reason,
    @Nullable String detail,
    int attempts,
    Instant createdAt,
    Instant dueAt,
    @Nullable Instant settledAt,
    @Nullable String providerRef) {}
