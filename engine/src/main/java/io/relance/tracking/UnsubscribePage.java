package io.relance.tracking;

import io.relance.consent.Status;
import io.relance.content.LinkToken.Kind;
import io.relance.content.LinkTokens;
import io.relance.core.ContactId;
import jakarta.servlet.http.HttpServletRequest;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;

/**
 * Where a contact stops marketing messages: with the button on the page, or with the one click of a
 * mail program (RFC 8058). Looking at the page changes nothing, so that scanners cannot unsubscribe
 * anybody.
 */
@Controller
class UnsubscribePage {

  private final LinkTokens tokens;
  private final SentMessages messages;
  private final Preferences preferences;
  private final PublicPages pages;

  UnsubscribePage(
      LinkTokens tokens, SentMessages messages, Preferences preferences, PublicPages pages) {
    this.tokens = tokens;
    this.messages = messages;
    this.preferences = preferences;
    this.pages = pages;
  }

  private record Reader(String token, SentMessage message, ContactId contact, Locale language) {}

  @GetMapping("/u/{token}")
  ResponseEntity<String> show(@PathVariable String token, HttpServletRequest request) {
    return reader(token, request)
        .map(reader -> page(reader, null))
        .orElseGet(() -> pages.unknown(request));
  }

  @PostMapping("/u/{token}")
  ResponseEntity<String> change(@PathVariable String token, HttpServletRequest request) {
    Optional<Reader> reader = reader(token, request);
    if (reader.isEmpty()) {
      return pages.unknown(request);
    }
    return switch (wish(request)) {
      case "One-Click" -> {
        choose(reader.get(), Status.REFUSED, "one-click", request);
        yield page(reader.get(), "unsubscribed");
      }
      case "unsubscribe" -> {
        choose(reader.get(), Status.REFUSED, "preference-page", request);
        yield page(reader.get(), "unsubscribed");
      }
      case "resubscribe" -> {
        choose(reader.get(), Status.GRANTED, "preference-page", request);
        yield page(reader.get(), "resubscribed");
      }
      default -> pages.note(HttpStatus.BAD_REQUEST, "not-understood", reader.get().language());
    };
  }

  /** Only the body says what is wished; whatever was added to the address is ignored. */
  private static String wish(HttpServletRequest request) {
    if (request.getQueryString() != null) {
      return "";
    }
    String oneClick = request.getParameter("List-Unsubscribe");
    String action = request.getParameter("action");
    if (oneClick != null) {
      return oneClick.equals("One-Click") ? oneClick : "";
    }
    return action == null || action.equals("One-Click") ? "" : action;
  }

  private void choose(Reader reader, Status wish, String source, HttpServletRequest request) {
    preferences.choose(
        reader.contact(),
        reader.message().channel(),
        wish,
        source,
        Proof.of(request, reader.message()));
  }

  private Optional<Reader> reader(String token, HttpServletRequest request) {
    return tokens
        .verify(token, Kind.UNSUBSCRIBE)
        .flatMap(link -> messages.byId(link.message()))
        .flatMap(
            message ->
                Optional.ofNullable(message.contact())
                    .map(
                        contact ->
                            new Reader(
                                token,
                                message,
                                contact,
                                PublicPages.language(request, message.locale()))));
  }

  private ResponseEntity<String> page(Reader reader, @Nullable String done) {
    Map<String, Object> model = new LinkedHashMap<>();
    String channel = reader.message().channel().word();
    model.put("channel", channel);
    model.put("token", reader.token());
    model.put("subscribed", preferences.isSubscribed(reader.contact(), reader.message().channel()));
    model.put(
        "others",
        preferences.of(reader.contact()).stream()
            .filter(choice -> !choice.channel().equals(channel))
            .toList());
    if (done != null) {
      model.put("done", done);
    }
    return pages.show(HttpStatus.OK, "preferences", reader.language(), model);
  }
}
