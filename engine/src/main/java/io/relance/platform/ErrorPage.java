package io.relance.platform;

import jakarta.servlet.http.HttpServletResponse;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.ModelAndView;

/** The page that a person sees instead of the one that could not be shown. */
@Component
class ErrorPage {

  private final MessageSource messages;

  ErrorPage(MessageSource messages) {
    this.messages = messages;
  }

  ModelAndView show(ProblemDetail problem, HttpServletResponse response) {
    Locale locale = LocaleContextHolder.getLocale();
    // What exactly is missing is known to whoever followed the link; an API's sentence is in
    // English.
    String type = problem.getStatus() == 404 ? "not-found" : Problems.type(problem);
    var page = new ModelAndView("error", HttpStatusCode.valueOf(problem.getStatus()));
    page.addObject("status", problem.getStatus());
    page.addObject("title", text(type, "title", text("other", "title", "", locale), locale));
    page.addObject(
        "text", text(type, "text", Objects.requireNonNullElse(problem.getDetail(), ""), locale));
    page.addObject("id", id(problem));
    response.setHeader("Cache-Control", "no-store");
    return page;
  }

  private String text(String type, String part, String otherwise, Locale locale) {
    return Objects.requireNonNullElse(
        messages.getMessage("errors." + type + "." + part, null, otherwise, locale), otherwise);
  }

  private static @Nullable Object id(ProblemDetail problem) {
    return problem.getProperties() == null ? null : problem.getProperties().get("id");
  }
}
