package io.relance.messaging;

import io.relance.core.Channel;
import io.relance.core.ContactId;
import io.relance.messaging.Messages.Fate;
import io.relance.messaging.Messages.Settled;
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

/**
 * Takes due messages from the queue, judges each once more and looks up what its text needs, all of
 * them together in one transaction.
 */
@Component
class Claims {

  private final Messages messages;
  private final Recipients recipients;
  private final Contents contents;
  private final MessagingSettings settings;
  private final Clock clock;

  Claims(
      Messages messages,
      Recipients recipients,
      Contents contents,
      MessagingSettings settings,
      Clock clock) {
    this.messages = messages;
    this.recipients = recipients;
    this.contents = contents;
    this.settings = settings;
    this.clock = clock;
  }

  /** A message that may leave now, where to, and what it will say. */
  record Claimed(Message message, String address, Contents.Draft draft) {}

  @Transactional
  List<Claimed> take(Channel channel, int limit, String node) {
    Instant now = clock.instant();
    List<Message> claimed = messages.claim(channel, now, limit, node, settings.lease());
    List<Settled> stopped = new ArrayList<>();
    List<Claimed> leaving = Together.move(contacts(claimed), () -> judge(claimed, now, stopped));
    messages.settle(stopped, node);
    return leaving;
  }

  private static Map<String, ContactId> contacts(List<Message> messages) {
    Map<String, ContactId> contacts = new HashMap<>();
    for (Message message : messages) {
      if (message.contact() != null) {
        contacts.put(message.processInstanceId(), message.contact());
      }
    }
    return contacts;
  }

  private List<Claimed> judge(List<Message> messages, Instant now, List<Settled> stopped) {
    List<Claimed> leaving = new ArrayList<>();
    for (Message message : messages) {
      ContactId contact = message.contact();
      if (message.expiresAt().isBefore(now)) {
        stopped.add(new Settled(message, new Fate("EXPIRED", "too-late", null, null)));
      } else if (!message.channel().reachesContact()) {
        leaving.add(new Claimed(message, "", contents.draft(message, Tracking.NONE)));
      } else if (contact == null) {
        stopped.add(suppressed(message, "erased"));
      } else {
        Permission permission = recipients.ask(contact, message.channel(), message.purpose());
        if (permission instanceof Permission.Granted granted) {
          Recipient recipient = granted.recipient();
          leaving.add(
              new Claimed(
                  message, recipient.address(), contents.draft(message, recipient.tracking())));
        } else if (permission instanceof Permission.Denied denied) {
          stopped.add(suppressed(message, denied.reason()));
        }
      }
    }
    return leaving;
  }

  private static Settled suppressed(Message message, String reason) {
    return new Settled(message, new Fate("SUPPRESSED", reason, null, null));
  }
}
