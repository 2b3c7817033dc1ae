package io.relance.contact;

import io.relance.core.ContactId;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is known of one person; whether that person may be written to is not known here. */
public record Contact(
    ContactId id,
    String externalId,
    @Nullable String email,
    @Nullable String phone,
    @Nullable String locale,
    @Nullable String timeZone,
    Map<String, Object> attributes,
    int score,
    Instant createdAt,
    Instant changedAt) {}
