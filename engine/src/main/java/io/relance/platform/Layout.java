package io.relance.platform;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.BeanWrapperImpl;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.util.WebUtils;

/**
 * What the frame around every page shows; templates know it as {@code layout} and {@code times}.
 */
@ControllerAdvice
class Layout {

  /** Until the browser has told its zone (a cookie, set by start.js). */
  private final ZoneId home;

  private final Environment environment;
  private final Clock clock;

  Layout(
      Environment environment,
      Clock clock,
      @Value("${relance.time-zone:Europe/Paris}") ZoneId home) {
    this.home = home;
    this.environment = environment;
    this.clock = clock;
  }

  @ModelAttribute("layout")
  Frame frame(HttpServletRequest request, Locale locale) {
    Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
    boolean known =
        authentication != null && !(authentication instanceof AnonymousAuthenticationToken);
    return new Frame(
        known ? name(authentication) : null,
        known ? permissions(authentication) : Set.of(),
        locale.getLanguage().equals("fr") ? "fr" : "en",
        environment.acceptsProfiles(Profiles.of("demo")),
        clock.instant(),
        request.getRequestURI().substring(request.getContextPath().length()),
        request.getQueryString());
  }

  @ModelAttribute("times")
  Times times(HttpServletRequest request, Locale locale) {
    return new Times(zone(request), locale, clock.instant());
  }

  private static Set<String> permissions(Authentication authentication) {
    return authentication.getAuthorities().stream()
        .map(GrantedAuthority::getAuthority)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The full name where the login knows one; what a login is, only the access feature knows. */
  private static String name(Authentication authentication) {
    var principal = new BeanWrapperImpl(authentication.getPrincipal());
    Object fullName =
        principal.isReadableProperty("fullName") ? principal.getPropertyValue("fullName") : null;
    return fullName == null ? authentication.getName() : fullName.toString();
  }

  private ZoneId zone(HttpServletRequest request) {
    var cookie = WebUtils.getCookie(request, "relance-zone");
    try {
      return cookie == null
          ? home
          : ZoneId.of(cookie.getValue().replace("%2F", "/").replace("%2B", "+"));
    } catch (DateTimeException e) {
      return home;
    }
  }

  /** One word of the navigation. */
  record Entry(String word, String path) {}

  /**
   * The frame of one page.
   *
   * @param user the person's name; absent where nobody is logged in
   * @param may what the person is allowed to do, as words: read, contacts, journeys, enrol,
   *     publish…
   * @param path the path of this page inside the application
   */
  record Frame(
      @Nullable String user,
      Set<String> may,
      String language,
      boolean demo,
      Instant now,
      String path,
      @Nullable String query) {

    /** Whether the person is allowed to do this. */
    public boolean can(String permission) {
      return may.contains(permission);
    }

    /** The person's role, told from what they may do. */
    public String role() {
      return can("admin")
          ? "admin"
          : can("publish") ? "publisher" : can("contacts") ? "marketer" : "viewer";
    }

    /** This page's own address, to come back to. */
    public String here() {
      return query == null ? path : path + "?" + query;
    }

    /** One or two letters for the person's round mark. */
    public String initials() {
      return user == null
          ? ""
          : Stream.of(user.split("[ ._@-]+"))
              .filter(part -> !part.isEmpty())
              .limit(2)
              .map(
                  part -> part.substring(0, part.offsetByCodePoints(0, 1)).toUpperCase(Locale.ROOT))
              .reduce("", String::concat);
    }

    /** What the navigation offers: only what is there for this person, in this installation. */
    public List<Entry> entries() {
      return Stream.of(
              new Entry("journeys", "/journeys"),
              new Entry("contacts", "/contacts"),
              new Entry("segments", "/segments"),
              new Entry("scoring", "/scoring"),
              new Entry("tasks", "/tasks"),
              demo ? new Entry("inbox", "/inbox") : null,
              new Entry("operations", "/operations"),
              can("admin")
                  ? new Entry("settings", "/settings")
                  // marketers build aggregates on the tables and feed them
                  : can("contacts") ? new Entry("settings", "/settings/tables") : null)
          .filter(Objects::nonNull)
          .toList();
    }
  }
}
