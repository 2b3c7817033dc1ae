package io.relance.access;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

/** A person's part in the installation; each role may do all that the one before it may. */
public enum Role {
  VIEWER(null, Permission.READ),
  MARKETER(
      VIEWER,
      Permission.CONTACTS,
      Permission.JOURNEYS,
      Permission.ENROL,
      Permission.EVENTS,
      Permission.TASKS,
      Permission.DEMO),
  PUBLISHER(MARKETER, Permission.PUBLISH),
  ADMIN(PUBLISHER, Permission.ADMIN);

  private final Set<Permission> permissions;

  Role(@Nullable Role former, Permission... more) {
    permissions = EnumSet.noneOf(Permission.class);
    if (former != null) {
      permissions.addAll(former.permissions);
    }
    permissions.addAll(Arrays.asList(more));
  }

  public boolean may(Permission permission) {
    return permissions.contains(permission);
  }

  /** The word used in the database and in message bundles. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<Role> of(String word) {
    return Arrays.stream(values()).filter(role -> role.word().equals(word)).findFirst();
  }

  /** The permissions, and the role itself for whoever shows it. */
  List<GrantedAuthority> authorities() {
    return Stream.concat(
            permissions.stream().map(Permission::authority),
            Stream.of(new SimpleGrantedAuthority("ROLE_" + name())))
        .toList();
  }
}
