package io.relance.access;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.AuthenticatedPrincipal;

/**
 * Somebody who is logged in.
 *
 * @param epoch the user's epoch at login; the session ends when the user's has moved on
 */
record Person(String name, String fullName, Role role, @Nullable String locale, int epoch)
    implements AuthenticatedPrincipal, Serializable {

  static Person of(User user) {
    return new Person(user.name(), user.fullName(), user.role(), user.locale(), user.epoch());
  }

  @Override
  public String getName() {
    return name;
  }

  /** Shown in the top bar of every page. */
  public String getFullName() {
    return fullName;
  }
}
