package io.relance.platform;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.LocaleResolver;
import org.springframework.web.servlet.i18n.CookieLocaleResolver;

/** English and French: what the person chose, else what their browser prefers. */
@Configuration(proxyBeanMethods = false)
class Languages {

  private static final List<Locale> SPOKEN = List.of(Locale.ENGLISH, Locale.FRENCH);

  @Bean
  LocaleResolver localeResolver() {
    var resolver = new CookieLocaleResolver("relance-language");
    resolver.setCookieMaxAge(Duration.ofDays(365));
    resolver.setDefaultLocaleFunction(Languages::preferred);
    return resolver;
  }

  private static Locale preferred(HttpServletRequest request) {
    String wish = request.getHeader("Accept-Language");
    try {
      Locale found = wish == null ? null : Locale.lookup(Locale.LanguageRange.parse(wish), SPOKEN);
      return found == null ? Locale.ENGLISH : found;
    } catch (IllegalArgumentException e) {
      return Locale.ENGLISH;
    }
  }

  /** The switch in the top bar. */
  @Controller
  static class Switch {

    private final LocaleResolver resolver;

    Switch(LocaleResolver resolver) {
      this.resolver = resolver;
    }

    @PostMapping("/language")
    String choose(
        @RequestParam String language,
        @RequestParam(defaultValue = "/") String to,
        HttpServletRequest request,
        HttpServletResponse response) {
      resolver.setLocale(request, response, language.equals("fr") ? Locale.FRENCH : Locale.ENGLISH);
      return "redirect:" + Here.path(to);
    }
  }
}
