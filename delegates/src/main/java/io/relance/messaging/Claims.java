package io.relance.messaging;

import io.relance.core.Channel;
import io.relance.core.ContactId;
import io.relance.messaging.Recipients.Permission;
import io.relance.process.Together;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    List<Message> claimed = messages.claim(channel, now, limit, node, settings.lease());
    List<Claimed> leaving = Together.move(contacts(claimed), () -> judge(claimed, now, node));
    messages.tried(leaving.stream().map(Claimed::message).toList(), node, now);
    return leaving;
  }

  private static Map<String, ContactId> contacts(List<Message> messages) {
    Map<String, ContactId> contacts = new HashMap<>();
    for (Message message : messages) {
      ContactId contact = message.contact();
      if (contact != null && message.channel().reachesContact()) {
        contacts.put(message.processInstanceId(), contact);
      }
    }
    return contacts;
  }

  private List<Claimed> judge(List<Message> messages, Instant now, String node) {
    List<Claimed> leaving = new ArrayList<>();
    for (Message message : messages) {
      if (message.expiresAt().isBefore(now)) {
        settlement.expired(message, node);
      } else if (!message.channel().reachesContact()) {
        leaving.add(new Claimed(message, ""));
      } else if (message.contact() == null) {
        settlement.suppressed(message, node, "erased");
      } else {
        Permission permission =
            recipients.ask(message.contact(), message.channel(), message.purpose());
        if (permission instanceof Permission.Granted granted) {
          leaving.add(new Claimed(message, granted.recipient().address()));
        } else if (permission instanceof Permission.Denied denied) {
          settlement.suppressed(message, node, denied.reason());
        }
      }
    }
    return leaving;
  }
}
