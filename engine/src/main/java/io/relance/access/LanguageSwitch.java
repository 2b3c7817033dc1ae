package io.relance.access;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;

/** Switches the language and stays on the page. */
@Controller
class LanguageSwitch {

  private final Languages languages;
  private final Users users;

  LanguageSwitch(Languages languages, Users users) {
    this.languages = languages;
    this.users = users;
  }

  @PostMapping("/language")
  String switchTo(
      @RequestParam String lang,
      @AuthenticationPrincipal @Nullable Object principal,
      @RequestHeader(name = HttpHeaders.REFERER, required = false) @Nullable String from,
      HttpServletRequest request,
      HttpServletResponse response) {
    Languages.spoken(lang)
        .ifPresent(
            language -> {
              languages.setLocale(request, response, language);
              if (principal instanceof Person person) {
                users.rememberLocale(person.name(), language.getLanguage());
              }
            });
    return "redirect:" + page(from, request);
  }

  /** The page one came from, never another site. */
  private static String page(@Nullable String from, HttpServletRequest request) {
    try {
      URI page = URI.create(from == null ? "" : from);
      boolean ours =
          request.getServerName().equals(page.getHost())
              && page.getRawPath() != null
              && page.getRawPath().startsWith("/")
              && !page.getRawPath().startsWith("//");
      return ours
          ? page.getRawPath() + (page.getRawQuery() == null ? "" : "?" + page.getRawQuery())
          : "/";
    } catch (IllegalArgumentException e) {
      return "/"; // a referrer that is no address
    }
  }
}
