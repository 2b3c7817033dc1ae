package io.relance.messaging;

import io.relance.core.Channel;
import io.relance.messaging.Recipients.Permission;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Takes due messages from the queue and judges each once more, in one transaction. */
@Component
class Claims {

  private final Messages messages;
  private final Recipients recipients;
  private final Settlement settlement;
  private final MessagingSettings settings;
  private final Clock clock;

  Claims(
      Messages messages,
      Recipients recipients,
      Settlement settlement,
      MessagingSettings settings,
      Clock clock) {
    this.messages = messages;
    this.recipients = recipients;
    this.settlement = settlement;
    this.settings = settings;
    this.clock = clock;
  }

  /** A message that may leave now, and where to. */
  record Claimed(Message message, String address) {}

  @Transactional
  List<Claimed> take(Channel channel, int limit, String node) {
    Instant now = clock.instant();
    List<Claimed> leaving = new ArrayList<>();
    for (Message message : messages.claim(channel, now, limit, node, settings.lease())) {
      if (message.expiresAt().isBefore(now)) {
        settlement.expired(message, node);
      } else if (!channel.reachesContact()) {
        leaving.add(new Claimed(message, ""));
      } else if (message.contact() == null) {
        settlement.suppressed(message, node, "erased");
      } else {
        Permission permission = recipients.ask(message.contact(), channel, message.purpose());
        if (permission instanceof Permission.Granted granted) {
          leaving.add(new Claimed(message, granted.recipient().address()));
        } else if (permission instanceof Permission.Denied denied) {
          settlement.suppressed(message, node, denied.reason());
        }
      }
    }
    leaving.forEach(claimed -> messages.tried(claimed.message(), node, now));
    return leaving;
  }
}
