package io.relance.platform;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Locale;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.LocaleResolver;

/** The language switch in the top bar: English or French, and back to the same page. */
@Controller
class Languages {

  private final LocaleResolver resolver;

  Languages(LocaleResolver resolver) {
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
