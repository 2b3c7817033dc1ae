package io.relance.demo;

import io.relance.runtime.TimeMachine;
import java.time.Duration;
import java.time.Period;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
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
    boolean next = advance.equals("next");
    Duration by = next ? Duration.ZERO : duration(advance);
    if (by == null || by.isNegative() || by.compareTo(FARTHEST) > 0) {
      flash.addFlashAttribute("flashProblem", text("demo.clock.refused", locale, advance));
    } else {
      TimeMachine.Moved moved = next ? clock.advanceToNext() : clock.advance(by);
      flash.addFlashAttribute("flash", text("demo.clock.moved", locale, moved.done()));
    }
    return "redirect:" + (to.matches("/([^/\\\\\\s][^\\\\\\s{}]*)?") ? to : "/");
  }

  private String text(String key, Locale locale, Object... values) {
    return messages.getMessage(key, values, locale);
  }

  /** Reads P2D, P1W, PT4H, P2DT4H; null when it is none of these. */
  private static @Nullable Duration duration(String text) {
    String plain = text.strip().toUpperCase(Locale.ROOT);
    try {
      return plain.matches("P\\d+W")
          ? Duration.ofDays(Period.parse(plain).getDays())
          : Duration.parse(plain);
    } catch (DateTimeParseException | ArithmeticException e) {
      return null;
    }
  }
}
