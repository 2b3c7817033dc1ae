package io.relance.tracking;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.thymeleaf.ITemplateEngine;
import org.thymeleaf.context.Context;

/**
 * The few pages that contacts see. They stand alone: no session, no cookie, no script, nothing from
 * the console's layout.
 */
@Component
class PublicPages {

  private static final MediaType HTML = new MediaType("text", "html", StandardCharsets.UTF_8);

  private final ITemplateEngine templates;

  PublicPages(ITemplateEngine templates) {
    this.templates = templates;
  }

  ResponseEntity<String> show(
      HttpStatus status, String page, Locale language, Map<String, Object> model) {
    return ResponseEntity.status(status)
        .contentType(HTML)
        .cacheControl(CacheControl.noStore())
        .header("Referrer-Policy", "no-referrer")
        .header("X-Robots-Tag", "noindex")
        .header(
            "Content-Security-Policy",
            "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none';"
                + " frame-ancestors 'none'")
        .body(templates.process("public/" + page, new Context(language, model)));
  }

  /** One and the same page for whatever is no link of ours, so that guessing teaches nothing. */
  ResponseEntity<String> unknown(HttpServletRequest request) {
    return note(HttpStatus.NOT_FOUND, "unknown", language(request, null));
  }

  /** A page that says one thing. */
  ResponseEntity<String> note(HttpStatus status, String what, Locale language) {
    return show(status, "note", language, Map.of("what", what));
  }

  /** The contact's language, or else the browser's, as far as we speak it. */
  static Locale language(HttpServletRequest request, @Nullable String locale) {
    String asked = locale == null ? "" : locale;
    String header = request.getHeader("Accept-Language");
    if (asked.isBlank() && header != null) {
      asked = request.getLocale().getLanguage();
    }
    return asked.toLowerCase(Locale.ROOT).startsWith("fr") ? Locale.FRENCH : Locale.ENGLISH;
  }
}
