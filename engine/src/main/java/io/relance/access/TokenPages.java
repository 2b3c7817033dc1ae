package io.relance.access;

import io.relance.core.Rejected;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Settings, API tokens: how other systems get in. */
@Controller
class TokenPages {

  private static final String BACK = "redirect:/settings/tokens";
  private static final List<Integer> DAYS = List.of(30, 90, 365);

  private final Tokens tokens;
  private final Said said;
  private final Clock clock;

  TokenPages(Tokens tokens, Said said, Clock clock) {
    this.tokens = tokens;
    this.said = said;
    this.clock = clock;
  }

  @GetMapping("/settings/tokens")
  String list(Model model) {
    return page(model, "", List.of("read"));
  }

  @PostMapping("/settings/tokens")
  String issue(
      @RequestParam(defaultValue = "") String name,
      @RequestParam(defaultValue = "") List<String> scopes,
      @RequestParam(required = false) @Nullable Integer days,
      Model model,
      Locale locale,
      HttpServletResponse response,
      RedirectAttributes after) {
    try {
      Tokens.Issued issued = tokens.issue(name, TokenApi.scopes(scopes), in(days));
      // For the one page that follows: the only time the secret is seen.
      after.addFlashAttribute("secret", issued.secret());
      return BACK;
    } catch (Rejected no) {
      response.setStatus(no.status());
      model.addAttribute("wrong", said.wrong(no, locale));
      return page(model, name, scopes);
    }
  }

  @PostMapping("/settings/tokens/{id}/revoke")
  String revoke(@PathVariable UUID id, Locale locale, RedirectAttributes after) {
    tokens.revoke(id);
    after.addFlashAttribute("flash", said.of("tokens.revokedNow", locale));
    return BACK;
  }

  private @Nullable Instant in(@Nullable Integer days) {
    return days == null ? null : clock.instant().plus(Duration.ofDays(days));
  }

  private String page(Model model, String name, List<String> chosen) {
    Instant now = clock.instant();
    model.addAttribute("tokens", tokens.all().stream().map(t -> Row.of(t, now)).toList());
    model.addAttribute("permissions", Permission.values());
    model.addAttribute("days", DAYS);
    model.addAttribute("name", name);
    model.addAttribute("chosen", chosen);
    return "access/tokens";
  }

  /** One token as the list shows it. */
  record Row(Token token, String state) {

    static Row of(Token token, Instant now) {
      if (token.revokedAt() != null) {
        return new Row(token, "revoked");
      }
      return new Row(token, token.validAt(now) ? "valid" : "expired");
    }
  }
}
