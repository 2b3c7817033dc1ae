package io.relance.access;

import io.relance.core.Rejected;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Comparator;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.authentication.LoginUrlAuthenticationEntryPoint;
import org.springframework.security.web.csrf.CsrfException;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.HandlerExceptionResolver;

/**
 * How those are turned away who may not: machines with problem+json, people with the login page or
 * an error page. What no line of {@link Permits} covers is not there, for everybody alike.
 */
@Component
class Refusals implements AuthenticationEntryPoint, AccessDeniedHandler {

  private final HandlerExceptionResolver answers;
  private final AuthenticationEntryPoint loginPage = new LoginUrlAuthenticationEntryPoint("/login");

  Refusals(@Qualifier("handlerExceptionResolver") HandlerExceptionResolver answers) {
    this.answers = answers;
  }

  /** Nobody is logged in. */
  @Override
  public void commence(
      HttpServletRequest request, HttpServletResponse response, AuthenticationException e)
      throws IOException, ServletException {
    if (missing(request, response)) {
      return;
    }
    if (isApi(request)) {
      unauthenticated(request, response);
    } else if (request.getHeader("HX-Request") != null) {
      // A part of a page was asked for; let htmx load the whole page, which leads to the login.
      response.setHeader("HX-Refresh", "true");
      response.setStatus(401);
    } else {
      loginPage.commence(request, response, e);
    }
  }

  /** Somebody is known, but may not; or a form came without its CSRF token. */
  @Override
  public void handle(
      HttpServletRequest request, HttpServletResponse response, AccessDeniedException e)
      throws IOException, ServletException {
    if (missing(request, response)) {
      return;
    }
    if (e instanceof CsrfException) {
      csrf(request, response);
      return;
    }
    String needed =
        Permits.ALL
            .decidingOn(HttpMethod.valueOf(request.getMethod()), path(request))
            .map(permit -> permit.needs() == null ? "" : permit.needs().word())
            .orElse("");
    if (TokenLogin.attempted(request)) {
      response.setHeader(
          HttpHeaders.WWW_AUTHENTICATE,
          "Bearer error=\"insufficient_scope\", scope=\"" + needed + "\"");
    }
    refuse(
        request,
        response,
        new Rejected(403, "forbidden", "This needs the permission `" + needed + "`."));
  }

  /** A bearer token came that is unknown, expired or revoked; which of them stays our secret. */
  void badToken(HttpServletRequest request, HttpServletResponse response) throws IOException {
    response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer error=\"invalid_token\"");
    refuse(
        request,
        response,
        new Rejected(401, "unauthenticated", "This API token is unknown, expired or revoked."));
  }

  private void unauthenticated(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
    refuse(
        request,
        response,
        new Rejected(401, "unauthenticated", "Log in, or send an API token as a bearer token."));
  }

  private void csrf(HttpServletRequest request, HttpServletResponse response) throws IOException {
    if (path(request).equals("/login")) {
      response.sendRedirect(request.getContextPath() + "/login?again");
    } else if (isApi(request) && CurrentUser.name().equals(CurrentUser.SYSTEM)) {
      unauthenticated(request, response);
    } else {
      refuse(
          request,
          response,
          new Rejected(
              403,
              "csrf",
              "The CSRF token is missing or old: load the page again, or use an API token."));
    }
  }

  private boolean missing(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String path = path(request);
    if (Permits.ALL.decidingOn(HttpMethod.valueOf(request.getMethod()), path).isPresent()) {
      return false;
    }
    Set<HttpMethod> methods = Permits.ALL.methodsAt(path);
    if (methods.isEmpty()) {
      refuse(
          request, response, new Rejected(404, "not-found", "There is nothing at this address."));
    } else {
      response.setHeader(HttpHeaders.ALLOW, names(methods));
      refuse(
          request,
          response,
          new Rejected(
              405, "method-not-allowed", "This address answers only to " + names(methods) + "."));
    }
    return true;
  }

  private static String names(Set<HttpMethod> methods) {
    return methods.stream()
        .map(HttpMethod::name)
        .sorted(Comparator.naturalOrder())
        .collect(Collectors.joining(", "));
  }

  private void refuse(HttpServletRequest request, HttpServletResponse response, Rejected no)
      throws IOException {
    if (isApi(request)) {
      response.setStatus(no.status()); // refused, whatever becomes of the words
      answers.resolveException(request, response, null, no);
    } else {
      request.setAttribute(Rejected.class.getName(), no);
      response.sendError(no.status());
    }
  }

  private static boolean isApi(HttpServletRequest request) {
    String path = path(request);
    return path.startsWith("/api/") || path.startsWith("/v3/") || path.startsWith("/actuator/");
  }

  private static String path(HttpServletRequest request) {
    return request.getRequestURI().substring(request.getContextPath().length());
  }
}
