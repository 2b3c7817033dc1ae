package io.relance.demo;

import io.relance.process.IsoDuration;
import io.relance.runtime.TimeMachine;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import org.springframework.context.MessageSource;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The time machine in the top bar. */
@Controller
@Profile("demo")
class ClockPages {

  private static final Duration FARTHEST = Duration.ofDays(400);

  private final DemoClock clock;
  private final MessageSource messages;

  ClockPages(DemoClock clock, MessageSource messages) {
    this.clock = clock;
    this.messages = messages;
  }

  @PostMapping("/demo/clock")
  String move(
      @RequestParam String advance,
      @RequestParam(defaultValue = "/") String to,
      Locale locale,
      RedirectAttributes flash) {
    Optional<TimeMachine.Moved> moved =
        advance.equals("next")
            ? Optional.of(clock.advanceToNext())
            : duration(advance).map(clock::advance);
    moved.ifPresentOrElse(
        it -> flash.addFlashAttribute("flash", text("demo.clock.moved", locale, it.done())),
        () -> flash.addFlashAttribute("flashProblem", text("demo.clock.refused", locale, advance)));
    return "redirect:" + (to.matches("/([^/\\\\\\s][^\\\\\\s{}]*)?") ? to : "/");
  }

  private String text(String key, Locale locale, Object... values) {
    return messages.getMessage(key, values, locale);
  }

  /** Reads P2D, P1W, PT4H, P1M; empty when it is none of these, leads back or too far. */
  private Optional<IsoDuration> duration(String text) {
    return IsoDuration.parse(text.strip().toUpperCase(Locale.ROOT))
        .filter(by -> !text.contains("-"))
        .filter(by -> by.after(clock.now(), ZoneOffset.UTC).isBefore(clock.now().plus(FARTHEST)));
  }
}
