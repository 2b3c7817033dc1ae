package io.relance.tracking;

import io.relance.content.LinkToken;
import io.relance.content.LinkToken.Kind;
import io.relance.content.LinkToken.StepLink;
import io.relance.content.LinkTokens;
import io.relance.content.Links;
import io.relance.content.Links.Destination;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/**
 * Where the links of e-mails lead first. The click is stored before the answer; where to go on is
 * read from the published journey, never from the request.
 */
@Controller
class ClickRedirect {

  private final LinkTokens tokens;
  private final SentMessages messages;
  private final Links links;
  private final Clicks clicks;
  private final PublicPages pages;

  ClickRedirect(
      LinkTokens tokens, SentMessages messages, Links links, Clicks clicks, PublicPages pages) {
    this.tokens = tokens;
    this.messages = messages;
    this.links = links;
    this.clicks = clicks;
    this.pages = pages;
  }

  @GetMapping("/t/c/{token}")
  ResponseEntity<?> click(@PathVariable String token, HttpServletRequest request) {
    Optional<StepLink> everybodys = tokens.verify(token, Kind.STEP_CLICK).flatMap(LinkToken::step);
    if (everybodys.isPresent()) {
      return click(everybodys.get(), request);
    }
    Optional<LinkToken> signed = tokens.verify(token, Kind.CLICK);
    @Nullable SentMessage message =
        signed.flatMap(click -> messages.byId(click.message())).orElse(null);
    if (message == null) {
      return pages.unknown(request);
    }
    LinkToken link = signed.orElseThrow();
    Optional<Destination> destination =
        links.destination(
            message.journey(),
            message.version(),
            message.step(),
            link.link(),
            link.address(),
            message.processInstanceId());
    if (destination.isEmpty()) {
      return pages.unknown(request);
    }
    clicks.clicked(message, destination.get().link(), request);
    return onwards(destination.get());
  }

  /** A link that is the same in everybody's message; values are no part of its address. */
  private ResponseEntity<?> click(StepLink link, HttpServletRequest request) {
    Optional<Destination> destination =
        links.destination(link.journey(), link.version(), link.step(), link.link(), "", "");
    if (destination.isEmpty()) {
      return pages.unknown(request);
    }
    clicks.clicked(link, request);
    return onwards(destination.get());
  }

  private static ResponseEntity<?> onwards(Destination destination) {
    return ResponseEntity.status(HttpStatus.FOUND)
        .location(destination.address())
        .cacheControl(CacheControl.noStore())
        .header("Referrer-Policy", "no-referrer")
        .build();
  }
}
