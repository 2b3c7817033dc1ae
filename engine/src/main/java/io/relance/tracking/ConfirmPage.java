package io.relance.tracking;

import io.relance.content.LinkToken.Kind;
import io.relance.content.LinkTokens;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;

/**
 * Where a contact confirms a subscription. It takes the press of a button: following the link is
 * what scanners do too.
 */
@Controller
class ConfirmPage {

  private final LinkTokens tokens;
  private final SentMessages messages;
  private final Hits hits;
  private final PublicPages pages;
  private final Clock clock;

  ConfirmPage(LinkTokens tokens, SentMessages messages, Hits hits, PublicPages pages, Clock clock) {
    this.tokens = tokens;
    this.messages = messages;
    this.hits = hits;
    this.pages = pages;
    this.clock = clock;
  }

  @GetMapping("/t/confirm/{token}")
  ResponseEntity<String> ask(@PathVariable String token, HttpServletRequest request) {
    return message(token)
        .map(message -> answer(token, message, request, false))
        .orElseGet(() -> pages.unknown(request));
  }

  @PostMapping("/t/confirm/{token}")
  ResponseEntity<String> confirm(@PathVariable String token, HttpServletRequest request) {
    return message(token)
        .map(message -> answer(token, message, request, true))
        .orElseGet(() -> pages.unknown(request));
  }

  private Optional<SentMessage> message(String token) {
    return tokens
        .verify(token, Kind.CONFIRM)
        .flatMap(link -> messages.byId(link.message()))
        .filter(message -> message.contact() != null);
  }

  private ResponseEntity<String> answer(
      String token, SentMessage message, HttpServletRequest request, boolean pressed) {
    Locale language = PublicPages.language(request, message.locale());
    if (messages.isConfirmed(message)) {
      return pages.note(HttpStatus.OK, "confirmed", language);
    }
    if (!messages.mayBeConfirmed(message, clock.instant())) {
      return pages.note(HttpStatus.GONE, "too-late", language);
    }
    if (!pressed) {
      return pages.show(HttpStatus.OK, "confirm", language, Map.of("token", token));
    }
    hits.confirmed(message, Proof.of(request));
    return pages.note(HttpStatus.OK, "confirmed", language);
  }
}
