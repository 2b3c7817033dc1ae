package io.relance.tracking;

import io.relance.consent.Status;
import io.relance.content.LinkToken.Kind;
import io.relance.content.LinkTokens;
import io.relance.core.Channel;
import io.relance.core.ContactId;
import io.relance.core.Purpose;
import io.relance.tracking.Preferences.Choice;
import io.relance.tracking.Preferences.Group;
import io.relance.tracking.Preferences.Wish;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
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
 * Where a contact chooses what is sent and seen, and stops marketing messages: with the button on
 * the page, or with the one click of a mail program (RFC 8058). Looking at the page changes
 * nothing, so that scanners cannot unsubscribe anybody.
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

  private static final String BY_PAGE = "preference-page";

  private record Reader(String token, SentMessage message, ContactId contact, Locale language) {}

  @GetMapping("/u/{token}")
  ResponseEntity<String> show(@PathVariable String token, HttpServletRequest request) {
    return reader(token, request)
        .map(reader -> page(reader, null))
        .orElseGet(() -> nobody(token, request));
  }

  @PostMapping("/u/{token}")
  ResponseEntity<String> change(@PathVariable String token, HttpServletRequest request) {
    Optional<Reader> reader = reader(token, request);
    if (reader.isEmpty()) {
      return nobody(token, request);
    }
    Reader known = reader.get();
    Channel channel = known.message().channel();
    return switch (wish(request)) {
      case "One-Click" -> {
        choose(known, marketing(known, Status.REFUSED), "one-click", request);
        yield page(known, "unsubscribed");
      }
      case "unsubscribe" -> {
        choose(known, marketing(known, Status.REFUSED), BY_PAGE, request);
        yield page(known, "unsubscribed");
      }
      case "resubscribe" -> {
        choose(known, marketing(known, Status.GRANTED), BY_PAGE, request);
        yield page(known, "resubscribed");
      }
      case "all-off" -> {
        choose(known, preferences.nothing(known.contact(), channel), BY_PAGE, request);
        yield page(known, "nothing-more");
      }
      case "save" -> {
        Optional<List<Wish>> wishes = wishes(known, request);
        wishes.ifPresent(all -> choose(known, all, BY_PAGE, request));
        yield wishes.isPresent() ? page(known, "saved") : notUnderstood(known);
      }
      default -> notUnderstood(known);
    };
  }

  private ResponseEntity<String> notUnderstood(Reader reader) {
    return pages.note(HttpStatus.BAD_REQUEST, "not-understood", reader.language());
  }

  private static List<Wish> marketing(Reader reader, Status status) {
    return List.of(new Wish(reader.message().channel(), Purpose.MARKETING, status));
  }

  /** What was chosen of that what may be chosen; empty when anything of it makes no sense. */
  private Optional<List<Wish>> wishes(Reader reader, HttpServletRequest request) {
    Map<String, Choice> offered = new LinkedHashMap<>();
    for (Group group : preferences.of(reader.contact(), reader.message().channel())) {
      group.choices().forEach(choice -> offered.put(choice.name(), choice));
    }
    List<Wish> wishes = new ArrayList<>();
    for (Map.Entry<String, String[]> given : request.getParameterMap().entrySet()) {
      if (!given.getKey().equals("action")) {
        Choice choice = offered.get(given.getKey());
        Optional<Status> status = Status.of(String.join(" ", given.getValue()));
        if (choice == null || status.isEmpty()) {
          return Optional.empty();
        }
        wishes.add(new Wish(choice.channel(), choice.purpose(), status.get()));
      }
    }
    return Optional.of(wishes);
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

  private void choose(Reader reader, List<Wish> wishes, String source, HttpServletRequest request) {
    Map<String, Object> proof = new LinkedHashMap<>(Proof.of(request, reader.message()));
    proof.put("by", "contact");
    proof.put("language", reader.language().getLanguage());
    preferences.choose(
        reader.contact(),
        wishes,
        source.equals(BY_PAGE) ? Preferences.WORDING : null,
        source,
        proof);
  }

  /** A link of ours whose reader was erased says so; whatever else it is, is no link of ours. */
  private ResponseEntity<String> nobody(String token, HttpServletRequest request) {
    return tokens
        .verify(token, Kind.UNSUBSCRIBE)
        .flatMap(link -> messages.byId(link.message()))
        .map(
            message ->
                pages.note(
                    HttpStatus.NOT_FOUND,
                    "erased",
                    PublicPages.language(request, message.locale())))
        .orElseGet(() -> pages.unknown(request));
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
    model.put("groups", preferences.of(reader.contact(), reader.message().channel()));
    if (done != null) {
      model.put("done", done);
    }
    return pages.show(HttpStatus.OK, "preferences", reader.language(), model);
  }
}
