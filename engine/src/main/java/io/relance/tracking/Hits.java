package io.relance.tracking;

import io.relance.content.Link;
import io.relance.event.Inbox;
import io.relance.event.Told;
import io.relance.event.Told.Cause;
import io.relance.process.MessageNames;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Tells the inbox what readers did. What is told is on disk when the method returns. */
@Component
class Hits {

  static final String SOURCE = "link";

  private final Inbox inbox;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  Hits(Inbox inbox, Clock clock) {
    this.inbox = inbox;
    this.clock = clock;
  }

  /** Only the first open of a message by a person is kept, and the first by a machine. */
  void opened(SentMessage message, @Nullable String machine) {
    String id = (machine == null ? "open:" : "open-machine:") + message.id();
    tell(message, id, MessageNames.MESSAGE_OPENED, Map.of(), null, machine);
  }

  /** Every click is kept. */
  void clicked(SentMessage message, Link link, @Nullable String machine) {
    Map<String, Object> properties = Map.of("link", link.name(), "step", message.step());
    tell(message, "click:" + hitId(), MessageNames.LINK_CLICKED, properties, link.name(), machine);
  }

  /** Confirming twice is confirming once. */
  void confirmed(SentMessage message, Map<String, Object> proof) {
    tell(message, confirmation(message.id()), MessageNames.OPT_IN_CONFIRMED, proof, null, null);
  }

  static String confirmation(UUID message) {
    return "confirm:" + message;
  }

  private void tell(
      SentMessage message,
      String id,
      String name,
      Map<String, Object> properties,
      @Nullable String link,
      @Nullable String machine) {
    if (message.contact() == null) {
      return; // erased: nothing more is kept about this person
    }
    inbox.tell(
        new Told(
            SOURCE,
            id,
            name,
            message.contact(),
            null,
            null,
            clock.instant(),
            properties,
            new Cause(message.id(), message.step(), link),
            machine));
  }

  /** Ordered by time, so that the index grows at its end. */
  private String hitId() {
    byte[] bytes = new byte[10];
    random.nextBytes(bytes);
    return "%012x%s".formatted(clock.millis(), HexFormat.of().formatHex(bytes));
  }
}
