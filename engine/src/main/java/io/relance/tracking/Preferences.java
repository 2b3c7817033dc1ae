package io.relance.tracking;

import io.relance.consent.Consents;
import io.relance.consent.Consents.Current;
import io.relance.consent.Status;
import io.relance.core.Channel;
import io.relance.core.ContactId;
import io.relance.core.Purpose;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** What a contact chose about marketing, channel by channel. */
@Component
class Preferences {

  private final Consents consents;

  Preferences(Consents consents) {
    this.consents = consents;
  }

  /** A channel and whether marketing may use it. */
  record Choice(String channel, boolean granted) {}

  List<Choice> of(ContactId contact) {
    return marketing(contact)
        .map(now -> new Choice(now.channel(), now.status().equals(Status.GRANTED.word())))
        .toList();
  }

  boolean isSubscribed(ContactId contact, Channel channel) {
    return of(contact).contains(new Choice(channel.word(), true));
  }

  /** Puts the wish in force; a wish repeated is one wish. */
  void choose(
      ContactId contact, Channel channel, Status wish, String source, Map<String, Object> proof) {
    boolean known =
        marketing(contact)
            .anyMatch(
                now -> now.channel().equals(channel.word()) && now.status().equals(wish.word()));
    if (!known) {
      consents.record(contact, channel, Purpose.MARKETING, wish, source, proof);
    }
  }

  private Stream<Current> marketing(ContactId contact) {
    return consents.current(contact).stream()
        .filter(now -> now.purpose().equals(Purpose.MARKETING.word()));
  }
}
