package io.relance.event;

import io.relance.messaging.AddressRefused;
import io.relance.process.MessageNames;
import java.time.Clock;
import java.util.Map;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Tells the inbox that an address was refused for good. */
@Component
class BounceEvents {

  private final Inbox inbox;
  private final Clock clock;

  BounceEvents(Inbox inbox, Clock clock) {
    this.inbox = inbox;
    this.clock = clock;
  }

  @EventListener
  void on(AddressRefused refused) {
    inbox.tell(
        new Told(
            "messaging",
            "bounce:" + refused.message(),
            MessageNames.HARD_BOUNCED,
            refused.contact(),
            null,
            null,
            clock.instant(),
            Map.of("channel", refused.channel().word(), "detail", refused.detail()),
            new Told.Cause(refused.message(), refused.step(), null),
            null));
  }
}
