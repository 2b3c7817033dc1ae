package io.relance.messaging;

import io.relance.core.Channel;
import io.relance.core.Purpose;
import io.relance.messaging.Recipients.Permission;
import io.relance.process.Step;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Where a step puts its wish to send; the wish commits or rolls back together with the token. */
@Component
public class Outbox {

  private final Messages messages;
  private final Recipients recipients;
  private final MessagingSettings settings;
  private final Clock clock;

  Outbox(Messages messages, Recipients recipients, MessagingSettings settings, Clock clock) {
    this.messages = messages;
    this.recipients = recipients;
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * Records the intent; answers an outcome only when it is known at once, because the guard said
   * no.
   */
  Optional<String> intend(Step step, Channel channel) {
    Purpose purpose = Purpose.of(step.input("purpose")).orElse(defaultPurpose(channel));
    Instant now = clock.instant();
    Instant expires = expiry(now, step.input("expires"));
    if (channel.reachesContact()
        && recipients.ask(step.businessKey().contact(), channel, purpose)
            instanceof Permission.Denied denied) {
      messages.suppressed(step, channel, purpose, denied.reason(), now);
      return Optional.of("suppressed");
    }
    messages.add(step, channel, purpose, now, expires);
    return Optional.empty();
  }

  private static Purpose defaultPurpose(Channel channel) {
    return channel.reachesContact() ? Purpose.MARKETING : Purpose.SERVICE;
  }

  private Instant expiry(Instant now, String input) {
    if (input.isEmpty()) {
      return now.plus(settings.expires());
    }
    return input.contains("T") && input.startsWith("PT")
        ? now.plus(Duration.parse(input))
        : LocalDateTime.ofInstant(now, ZoneOffset.UTC)
            .plus(Period.parse(input))
            .toInstant(ZoneOffset.UTC);
  }
}
