package io.relance.access;

import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.LockedException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.web.authentication.WebAuthenticationDetails;
import org.springframework.stereotype.Component;

/**
 * Checks name and password. An unknown name, a wrong password and a disabled user take the same
 * time and get the same answer, so that nobody learns who may log in here.
 */
@Component
class PasswordCheck implements AuthenticationProvider {

  private final Users users;
  private final PasswordEncoder encoder;
  private final Guesses guesses;
  private final Audit audit;
  private final String nobodysHash;

  PasswordCheck(Users users, PasswordEncoder encoder, Guesses guesses, Audit audit) {
    this.users = users;
    this.encoder = encoder;
    this.guesses = guesses;
    this.audit = audit;
    this.nobodysHash = encoder.encode(UUID.randomUUID().toString());
  }

  @Override
  public Authentication authenticate(Authentication login) {
    String name = login.getName().strip().toLowerCase(Locale.ROOT);
    String address =
        login.getDetails() instanceof WebAuthenticationDetails web ? web.getRemoteAddress() : "";
    if (!guesses.mayTry(name, address)) {
      throw new LockedException("too many guesses");
    }
    Optional<User> user = users.byName(name);
    boolean right =
        encoder.matches(
            String.valueOf(login.getCredentials()),
            user.map(User::passwordHash).orElse(nobodysHash));
    if (!right || user.isEmpty() || user.get().disabled()) {
      // What was typed as a name may be a password: only known names are written down.
      audit.login("login.refused", user.map(User::name).orElse("unknown"), address);
      throw new BadCredentialsException("wrong name or password");
    }
    guesses.right(name, address);
    audit.login("login.accepted", name, address);
    return authenticated(user.get(), login.getDetails());
  }

  static Authentication authenticated(User user, Object details) {
    var authenticated =
        UsernamePasswordAuthenticationToken.authenticated(
            Person.of(user), null, user.role().authorities());
    authenticated.setDetails(details);
    return authenticated;
  }

  @Override
  public boolean supports(Class<?> type) {
    return UsernamePasswordAuthenticationToken.class.isAssignableFrom(type);
  }
}
