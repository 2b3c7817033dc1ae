package io.relance.demo;

import io.relance.core.Rejected;
import io.relance.process.IsoDuration;
import io.relance.runtime.TimeMachine;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Profile;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The demo's own calls: its clock, its inbox and its mail server. */
@RestController
@RequestMapping("/api/demo")
@Profile("demo")
class DemoApi {

  private static final int LONGEST = 1000;

  private final DemoClock clock;
  private final DemoInbox inbox;
  private final DemoMailServer mail;

  DemoApi(DemoClock clock, DemoInbox inbox, DemoMailServer mail) {
    this.clock = clock;
    this.inbox = inbox;
    this.mail = mail;
  }

  record Advance(@Nullable String advance) {}

  record Now(Instant now, int done) {}

  record Mail(@Nullable Boolean running) {}

  record Delivery(
      String channel, String to, String from, @Nullable String subject, Instant at, String raw) {}

  @GetMapping("/clock")
  Now clock() {
    return new Now(clock.now(), 0);
  }

  @PostMapping("/clock")
  Now advance(@RequestBody Advance move) {
    TimeMachine.Moved moved =
        "next".equals(move.advance())
            ? clock.advanceToNext()
            : clock.advance(
                IsoDuration.parse(String.valueOf(move.advance()))
                    .filter(by -> !String.valueOf(move.advance()).startsWith("-"))
                    .orElseThrow(
                        () ->
                            new Rejected(
                                    422,
                                    "bad-duration",
                                    "advance must be an ISO 8601 duration such as P2D or PT1H, or the word next")
                                .with("advance", "is no duration ahead")));
    return new Now(moved.now(), moved.done());
  }

  @GetMapping("/inbox")
  List<Delivery> inbox(
      @RequestParam(required = false) @Nullable String to,
      @RequestParam(defaultValue = "1000") int limit) {
    return inbox.find(to, Math.max(1, Math.min(limit, LONGEST))).stream()
        .map(it -> new Delivery(it.channel(), it.to(), it.from(), it.subject(), it.at(), it.raw()))
        .toList();
  }

  /** Stops the mail server or brings it back, to see what becomes of the mail meanwhile. */
  @PostMapping("/mail")
  Map<String, Boolean> mail(@RequestBody Mail wanted) {
    if (Boolean.FALSE.equals(wanted.running())) {
      mail.stop();
    } else {
      mail.start();
    }
    return Map.of("running", mail.isRunning());
  }
}
