package io.relance.access;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/** Lets a caller in who presents a valid API token as a bearer token; stateless. */
class TokenLogin extends OncePerRequestFilter {

  private static final String SCHEME = "Bearer ";
  private static final int LONGEST = 512;

  private final Tokens tokens;
  private final Refusals refusals;

  TokenLogin(Tokens tokens, Refusals refusals) {
    this.tokens = tokens;
    this.refusals = refusals;
  }

  /** Whether the request brings a bearer token, valid or not. */
  static boolean attempted(HttpServletRequest request) {
    String header = request.getHeader(HttpHeaders.AUTHORIZATION);
    return header != null && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    Optional<Token> token = presented(request.getHeader(HttpHeaders.AUTHORIZATION));
    if (token.isEmpty()) {
      refusals.badToken(request, response);
      return;
    }
    var context = SecurityContextHolder.createEmptyContext();
    context.setAuthentication(new Caller(token.get()));
    SecurityContextHolder.setContext(context);
    chain.doFilter(request, response);
  }

  private Optional<Token> presented(@Nullable String header) {
    if (header == null || header.length() > LONGEST) {
      return Optional.empty();
    }
    return tokens.presented(header.substring(SCHEME.length()).strip());
  }

  /** Another system, known by its token. */
  private static final class Caller extends AbstractAuthenticationToken {

    private static final long serialVersionUID = 1;

    private final String name;

    Caller(Token token) {
      super(token.scopes().stream().map(Permission::authority).toList());
      this.name = "token:" + token.prefix();
      setAuthenticated(true);
    }

    @Override
    public Object getCredentials() {
      return "";
    }

    @Override
    public Object getPrincipal() {
      return name;
    }
  }
}
