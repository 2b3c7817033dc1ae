package io.relance.access;

import io.relance.core.Rejected;
import java.security.SecureRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** A new installation has nobody who could log in; the demo brings its own people. */
@Component
@Profile("!demo")
class FirstAdministrator implements ApplicationRunner {

  private static final Logger log = LoggerFactory.getLogger(FirstAdministrator.class);

  private final Users users;
  private final AccessSettings settings;

  FirstAdministrator(Users users, AccessSettings settings) {
    this.users = users;
    this.settings = settings;
  }

  @Override
  public void run(ApplicationArguments arguments) {
    if (!users.isEmpty()) {
      return;
    }
    String given = settings.adminPassword();
    boolean chosen = given != null && !given.isBlank();
    String password = chosen ? String.valueOf(given) : madeUp();
    try {
      users.create(settings.adminName(), "Administrator", Role.ADMIN, password);
    } catch (Rejected e) {
      if (users.isEmpty()) {
        throw e;
      }
      // Another node started at the same time and was faster.
      return;
    }
    if (!chosen) {
      log.warn(
          "Nobody could log in yet, so there is now the user {} with the password {}. "
              + "Log in and reset it under Settings, Users.",
          settings.adminName(),
          password);
    }
  }

  private static String madeUp() {
    return new SecureRandom()
        .ints(16, 0, 31)
        .collect(
            StringBuilder::new,
            (text, i) -> text.append("abcdefghijkmnpqrstuvwxyz2345678".charAt(i)),
            StringBuilder::append)
        .toString();
  }
}
