package io.relance.tracking;

import io.relance.content.LinkToken;
import io.relance.content.LinkToken.Kind;
import io.relance.content.LinkTokens;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/** The image that tells when a mail was opened. It is always shown, whatever was asked for. */
@Controller
class OpenPixel {

  private static final Logger log = LoggerFactory.getLogger(OpenPixel.class);
  private static final byte[] GIF =
      Base64.getDecoder().decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7");

  /** No person opens a mail sooner than this after it was handed over. */
  private static final Duration SOONEST = Duration.ofSeconds(2);

  private final LinkTokens tokens;
  private final SentMessages messages;
  private final Machines machines;
  private final Hits hits;
  private final Crowd crowd;
  private final Clock clock;

  OpenPixel(
      LinkTokens tokens,
      SentMessages messages,
      Machines machines,
      Hits hits,
      Crowd crowd,
      Clock clock) {
    this.tokens = tokens;
    this.messages = messages;
    this.machines = machines;
    this.hits = hits;
    this.crowd = crowd;
    this.clock = clock;
  }

  @GetMapping("/t/o/{token}.gif")
  ResponseEntity<byte[]> open(@PathVariable String token, HttpServletRequest request) {
    try {
      tokens
          .verify(token, Kind.OPEN)
          .flatMap(open -> messages.byId(open.message()))
          .ifPresent(message -> opened(message, machine(message, request)));
      tokens
          .verify(token, Kind.STEP_OPEN)
          .flatMap(LinkToken::step)
          .ifPresent(step -> crowd.opened(step, machines.behindOpen(request).isPresent()));
    } catch (RuntimeException e) {
      log.warn("an open was not recorded", e);
    }
    return ResponseEntity.ok()
        .contentType(MediaType.IMAGE_GIF)
        .cacheControl(CacheControl.noStore())
        .body(GIF);
  }

  private void opened(SentMessage message, @Nullable String machine) {
    if (message.tracking().opens()) {
      hits.opened(message, machine);
    } else {
      crowd.opened(message.step(0), machine != null);
    }
  }

  private @Nullable String machine(SentMessage message, HttpServletRequest request) {
    return machines
        .behindOpen(request)
        .orElse(
            message.settledAt() == null
                    || clock.instant().isBefore(message.settledAt().plus(SOONEST))
                ? "too-fast"
                : null);
  }
}
