package io.relance.access;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseCookie;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.LocaleResolver;
import org.springframework.web.util.WebUtils;

/**
 * The language of a page: asked for in the address, else chosen earlier in this browser, else the
 * person's own, else the first of the browser's that we speak, else English.
 */
@Component("localeResolver")
class ChosenLanguage implements LocaleResolver {

  static final String COOKIE = "relance-language";
  private static final List<Locale> SPOKEN = List.of(Locale.ENGLISH, Locale.FRENCH);

  private final Users users;

  ChosenLanguage(Users users) {
    this.users = users;
  }

  @Override
  public Locale resolveLocale(HttpServletRequest request) {
    return Stream.of(
            spoken(request.getParameter("lang")),
            spoken(cookie(request)),
            spoken(ofPerson()),
            ofBrowser(request))
        .flatMap(Optional::stream)
        .findFirst()
        .orElse(Locale.ENGLISH);
  }

  /** Remembers the choice, in this browser and with the person. */
  @Override
  public void setLocale(
      HttpServletRequest request, @Nullable HttpServletResponse response, @Nullable Locale locale) {
    if (response == null || locale == null) {
      return;
    }
    response.addHeader("Set-Cookie", cookie(locale, request));
    if (principal() instanceof Person person) {
      users.rememberLocale(person.name(), locale.getLanguage());
    }
  }

  private static String cookie(Locale locale, HttpServletRequest request) {
    return ResponseCookie.from(COOKIE, locale.getLanguage())
        .path(request.getContextPath() + "/")
        .maxAge(Duration.ofDays(365))
        .httpOnly(true)
        .secure(request.isSecure())
        .sameSite("Lax")
        .build()
        .toString();
  }

  /** The language with this tag, if we speak it. */
  static Optional<Locale> spoken(@Nullable String tag) {
    return tag == null ? Optional.empty() : spoken(Locale.forLanguageTag(tag));
  }

  private static Optional<Locale> spoken(Locale wanted) {
    return SPOKEN.stream().filter(l -> l.getLanguage().equals(wanted.getLanguage())).findFirst();
  }

  private static @Nullable String cookie(HttpServletRequest request) {
    Cookie cookie = WebUtils.getCookie(request, COOKIE);
    return cookie == null ? null : cookie.getValue();
  }

  private static @Nullable String ofPerson() {
    return principal() instanceof Person person ? person.locale() : null;
  }

  private static @Nullable Object principal() {
    Authentication now = SecurityContextHolder.getContext().getAuthentication();
    return now == null ? null : now.getPrincipal();
  }

  private static Optional<Locale> ofBrowser(HttpServletRequest request) {
    if (request.getHeader("Accept-Language") == null) {
      return Optional.empty(); // the container would answer the server's own language
    }
    return Collections.list(request.getLocales()).stream()
        .map(ChosenLanguage::spoken)
        .flatMap(Optional::stream)
        .findFirst();
  }
}
