package io.relance.access;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

/** What a person or an API token may be allowed to do; an API token's scopes are these words. */
public enum Permission {
  READ,
  CONTACTS,
  JOURNEYS,
  ENROL,
  EVENTS,
  PUBLISH,
  TASKS,
  ADMIN,
  DEMO;

  /** The word used in the API, in the database and as Spring Security's authority. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<Permission> of(String word) {
    return Arrays.stream(values()).filter(p -> p.word().equals(word)).findFirst();
  }

  GrantedAuthority authority() {
    return new SimpleGrantedAuthority(word());
  }
}
