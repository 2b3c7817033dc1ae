package io.relance.tracking;

import io.relance.consent.ConsentSettings;
import io.relance.consent.Consents;
import io.relance.consent.Consents.Current;
import io.relance.consent.Grounds;
import io.relance.consent.Status;
import io.relance.core.Channel;
import io.relance.core.ContactId;
import io.relance.core.LegalBasis;
import io.relance.core.Purpose;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** What a contact chose: what may be sent, channel by channel, and what may be seen. */
@Component
class Preferences {

  /** Names the words of the page in the log of consents; a new one when those words change. */
  static final String WORDING = "preferences-1";

  private static final List<Purpose> ASKED =
      List.of(Purpose.MARKETING, Purpose.SERVICE, Purpose.TRACKING_OPENS, Purpose.TRACKING_CLICKS);

  private final Consents consents;
  private final ConsentSettings settings;

  Preferences(Consents consents, ConsentSettings settings) {
    this.consents = consents;
    this.settings = settings;
  }

  /**
   * One thing that may be said yes or no to.
   *
   * @param status granted, refused or unknown
   * @param why the words that tell on what ground it is as it is
   */
  record Choice(Channel channel, Purpose purpose, String status, String why) {

    /** What the form calls it. */
    public String name() {
      return channel.word() + "." + purpose.word();
    }

    public boolean is(String wanted) {
      return status.equals(wanted);
    }
  }

  /** A channel with its choices. */
  record Group(String channel, List<Choice> choices) {}

  /** A choice and what was chosen. */
  record Wish(Channel channel, Purpose purpose, Status status) {}

  /** Every choice that there is for the reader of a message, by channel. */
  List<Group> of(ContactId contact, Channel ofTheMessage) {
    List<Current> current = consents.current(contact);
    Set<Channel> channels = EnumSet.of(ofTheMessage);
    channels.addAll(consents.reachableOn(contact));
    current.forEach(one -> Channel.of(one.channel()).ifPresent(channels::add));
    List<Group> groups = new ArrayList<>();
    for (Channel channel : channels) {
      List<Choice> choices =
          ASKED.stream()
              .filter(purpose -> purpose.exists(channel))
              .map(purpose -> choice(current, channel, purpose))
              .toList();
      groups.add(new Group(channel.word(), choices));
    }
    return groups;
  }

  private Choice choice(List<Current> current, Channel channel, Purpose purpose) {
    Current said = in(current, channel, purpose);
    String status = said == null ? "unknown" : said.status();
    return new Choice(channel, purpose, status, why(purpose, said));
  }

  private String why(Purpose purpose, @Nullable Current said) {
    if (said == null) {
      return switch (purpose) {
        case TRACKING_OPENS, TRACKING_CLICKS ->
            settings.tracking(null, null).any() ? "seen" : "not-seen";
        case SERVICE, TRANSACTIONAL -> "contract";
        case MARKETING -> "never-said";
      };
    }
    return said.status().equals(Status.GRANTED.word()) ? said.basis() : "refused";
  }

  private static @Nullable Current in(List<Current> current, Channel channel, Purpose purpose) {
    return current.stream()
        .filter(now -> now.channel().equals(channel.word()))
        .filter(now -> now.purpose().equals(purpose.word()))
        .findFirst()
        .orElse(null);
  }

  boolean isSubscribed(ContactId contact, Channel channel) {
    Current now = in(consents.current(contact), channel, Purpose.MARKETING);
    return now != null && now.status().equals(Status.GRANTED.word());
  }

  /** No to all that can be refused. */
  List<Wish> nothing(ContactId contact, Channel ofTheMessage) {
    return of(contact, ofTheMessage).stream()
        .flatMap(group -> group.choices().stream())
        .map(choice -> new Wish(choice.channel(), choice.purpose(), Status.REFUSED))
        .toList();
  }

  /**
   * Puts the wishes in force, all or none; a wish repeated is one wish.
   *
   * @param wording which words the person chose by
   */
  @Transactional
  public void choose(
      ContactId contact,
      List<Wish> wishes,
      @Nullable String wording,
      String source,
      Map<String, Object> proof) {
    List<Current> current = consents.current(contact);
    Grounds grounds = new Grounds(LegalBasis.CONSENT, wording);
    for (Wish wish : wishes) {
      Current now = in(current, wish.channel(), wish.purpose());
      if (now == null || !now.status().equals(wish.status().word())) {
        consents.record(
            contact, wish.channel(), wish.purpose(), wish.status(), grounds, source, proof);
      }
    }
  }
}
