package io.relance.messaging;

import io.relance.core.Channel;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * How long to wait before the next try: the growing waits of mail servers, or what a webhook step
 * says.
 */
@Component
class RetryPlan {

  private static final List<Duration> GROWING =
      List.of(
          Duration.ofMinutes(5),
          Duration.ofMinutes(15),
          Duration.ofMinutes(30),
          Duration.ofMinutes(60));

  /** The longest wait, as Postfix has it. */
  private static final Duration LAST = Duration.ofSeconds(4000);

  private static final String WEBHOOK_DEFAULT = "PT10S,PT1M,PT5M";

  private final StepInputs inputs;

  RetryPlan(StepInputs inputs) {
    this.inputs = inputs;
  }

  /** The wait after the message's present try; null when there shall be no other. */
  @Nullable Duration waitAfter(Message message) {
    int index = message.attempt() - 1;
    if (message.channel() != Channel.WEBHOOK) {
      return index < GROWING.size() ? GROWING.get(index) : LAST;
    }
    String plan =
        inputs
            .of(message.journey(), message.version(), message.step())
            .getOrDefault("retries", WEBHOOK_DEFAULT);
    List<Duration> waits =
        Arrays.stream(plan.split(",")).map(String::strip).map(Duration::parse).toList();
    return index < waits.size() ? waits.get(index) : null;
  }
}
