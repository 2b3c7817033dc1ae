package io.relance.access;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who may log in.
 *
 * @param locale the language chosen; null as long as the browser's counts
 * @param epoch grows when all sessions must end: new password, disabled
 */
record User(
    String name,
    String fullName,
    String passwordHash,
    Role role,
    @Nullable String locale,
    int epoch,
    Instant createdAt,
    @Nullable Instant disabledAt) {

  public boolean disabled() {
    return disabledAt != null;
  }
}
