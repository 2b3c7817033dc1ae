package io.relance.core;

import org.jspecify.annotations.Nullable;

/** Names one enrolment: {@code journey:contactId[:objectId]}; the engine's business key. */
public record BusinessKey(String journey, ContactId contact, @Nullable String objectId) {

  public static BusinessKey parse(String text) {
    String[] parts = text.split(":", 3);
    if (parts.length < 2) {
      throw new IllegalArgumentException(
          "not a business key of the form journey:contactId[:objectId]");
    }
    return new BusinessKey(
        parts[0], ContactId.parse(parts[1]), parts.length == 3 ? parts[2] : null);
  }

  @Override
  public String toString() {
    return journey + ":" + contact + (objectId == null ? "" : ":" + objectId);
  }
}
