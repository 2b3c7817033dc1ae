package io.relance.access;

import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;

/** Who is behind the call that this thread works for. */
final class CurrentUser {

  /** What the application does by itself. */
  static final String SYSTEM = "system";

  private CurrentUser() {}

  /** The user's name, {@code token:<prefix>} for an API token, or {@link #SYSTEM}. */
  static String name() {
    Authentication now = SecurityContextHolder.getContext().getAuthentication();
    return now == null || now instanceof AnonymousAuthenticationToken ? SYSTEM : now.getName();
  }
}
