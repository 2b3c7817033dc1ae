package io.relance.access;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.util.Optional;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Holds every session against the user as it is now: a new role counts at once, and a disabled user
 * or a new password ends the session, on every node.
 */
class LiveSessions extends OncePerRequestFilter {

  private final Users users;

  LiveSessions(Users users) {
    this.users = users;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    Authentication now = SecurityContextHolder.getContext().getAuthentication();
    if (now != null && now.getPrincipal() instanceof Person person) {
      Optional<User> user =
          users.byName(person.name()).filter(u -> !u.disabled() && u.epoch() == person.epoch());
      if (user.isEmpty()) {
        end(request);
      } else if (!Person.of(user.get()).equals(person)) {
        become(PasswordCheck.authenticated(user.get(), now.getDetails()));
      }
    }
    chain.doFilter(request, response);
  }

  private static void become(Authentication changed) {
    SecurityContext context = SecurityContextHolder.createEmptyContext();
    context.setAuthentication(changed);
    SecurityContextHolder.setContext(context);
  }

  private static void end(HttpServletRequest request) {
    HttpSession session = request.getSession(false);
    if (session != null) {
      session.invalidate();
    }
    SecurityContextHolder.setContext(SecurityContextHolder.createEmptyContext());
  }
}
