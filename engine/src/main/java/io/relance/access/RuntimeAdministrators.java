package io.relance.access;

import io.relance.runtime.Administrators;
import java.util.List;
import org.springframework.stereotype.Component;

/** Tells the engine which users are administrators. */
@Component
class RuntimeAdministrators implements Administrators {

  private final Users users;

  RuntimeAdministrators(Users users) {
    this.users = users;
  }

  @Override
  public List<Administrator> all() {
    return users.administrators().stream()
        .map(user -> new Administrator(user.name(), user.fullName()))
        .toList();
  }
}
