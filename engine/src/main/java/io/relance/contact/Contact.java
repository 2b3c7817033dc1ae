package io.relance.contact;

import io.relance.core.ContactId;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one person; whether that person may be written to is not known here.
 *
 * @param touched by profile field or attribute
 */
public record Contact(
    ContactId id,
    String externalId,
    @Nullable String email,
    @Nullable String phone,
    @Nullable String locale,
    @Nullable String timeZone,
    Map<String, Object> attributes,
    Map<String, Touch> touched,
    int score,
    Instant createdAt,
    Instant changedAt) {

  /**
   * When a value last changed, and by whom.
   *
   * @param at an instant in ISO 8601, UTC
   */
  public record Touch(String at, String by) {}
}
