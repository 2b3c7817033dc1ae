package io.relance.consent;

import io.relance.consent.Consents.Addresses;
import io.relance.core.Channel;
import io.relance.core.ContactId;
import io.relance.core.EmailAddress;
import io.relance.core.PhoneNumber;
import io.relance.core.Purpose;
import io.relance.messaging.Recipients;
import io.relance.messaging.Tracking;
import io.relance.process.Together;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** The rules of who may be written to, in the order in which they are asked. */
@Component
class Permissions implements Recipients {

  private final JdbcClient jdbc;
  private final Suppressions suppressions;
  private final ConsentSettings settings;

  Permissions(JdbcClient jdbc, Suppressions suppressions, ConsentSettings settings) {
    this.jdbc = jdbc;
    this.suppressions = suppressions;
    this.settings = settings;
  }

  /** What stands against an address, what its owner said, and what may be seen of their reading. */
  private record Word(
      String address, @Nullable String suppressed, @Nullable String consent, Tracking tracking) {}

  @Override
  @Transactional(propagation = Propagation.MANDATORY)
  public Permission ask(ContactId contact, Channel channel, Purpose purpose) {
    Permission answer =
        Together.ofContact(
            new Question(channel, purpose), contact, all -> answers(all, channel, purpose));
    return answer == null ? new Permission.Denied("no-contact") : answer;
  }

  private record Question(Channel channel, Purpose purpose) {}

  private Map<ContactId, Permission> answers(
      Collection<ContactId> contacts, Channel channel, Purpose purpose) {
    Map<ContactId, Permission> answers = new HashMap<>();
    Map<ContactId, String> written = new HashMap<>();
    Addresses.locked(jdbc, contacts, "FOR SHARE")
        .forEach(
            (contact, addresses) -> {
              Optional<String> address = addresses.on(channel).filter(text -> !text.isBlank());
              if (address.isEmpty()) {
                answers.put(contact, new Permission.Denied("no-address"));
              } else if (!reachable(channel, address.get())) {
                answers.put(contact, new Permission.Denied("bad-address"));
              } else {
                written.put(contact, address.get());
              }
            });
    words(written, channel, purpose)
        .forEach(
            (contact, word) -> {
              String denial = denial(purpose, word);
              answers.put(
                  contact,
                  denial == null
                      ? new Permission.Granted(
                          new PermittedRecipient(
                              contact, channel, purpose, word.address(), word.tracking()))
                      : new Permission.Denied(denial));
            });
    return answers;
  }

  private static boolean reachable(Channel channel, String address) {
    if (channel == Channel.EMAIL) {
      return EmailAddress.of(address).map(EmailAddress::value).filter(address::equals).isPresent();
    }
    try {
      return new PhoneNumber(address).value().equals(address);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /**
   * A statement of its own after the lock: one that waited for the lock inside a join would still
   * see the consent of before the wait.
   */
  private Map<ContactId, Word> words(
      Map<ContactId, String> addresses, Channel channel, Purpose purpose) {
    if (addresses.isEmpty()) {
      return Map.of();
    }
    List<Map.Entry<ContactId, String>> asked = List.copyOf(addresses.entrySet());
    Map<ContactId, Word> words = new HashMap<>();
    jdbc.sql(
            """
            SELECT a.contact, s.reason AS suppressed, c.status AS consent, o.status AS opens, k.status AS clicks
              FROM unnest(:contacts, :hashes) AS a(contact, hash)
              LEFT JOIN suppression s ON s.channel = :channel AND s.key_hash = a.hash
              LEFT JOIN consent c ON c.contact_id = a.contact AND c.channel = :channel AND c.purpose = :purpose
              LEFT JOIN consent o ON o.contact_id = a.contact AND o.channel = :channel AND o.purpose = 'tracking-opens'
              LEFT JOIN consent k ON k.contact_id = a.contact AND k.channel = :channel AND k.purpose = 'tracking-clicks'
            """)
        .param("contacts", asked.stream().map(one -> one.getKey().value()).toArray(Long[]::new))
        .param(
            "hashes",
            asked.stream()
                .map(one -> suppressions.key(channel, one.getValue()))
                .toArray(String[]::new))
        .param("channel", channel.word())
        .param("purpose", purpose.word())
        .query(
            row -> {
              ContactId contact = new ContactId(row.getLong("contact"));
              words.put(
                  contact,
                  new Word(
                      addresses.getOrDefault(contact, ""),
                      row.getString("suppressed"),
                      row.getString("consent"),
                      settings.tracking(row.getString("opens"), row.getString("clicks"))));
            });
    return words;
  }

  private static @Nullable String denial(Purpose purpose, Word word) {
    if (word.suppressed() != null
        && (purpose == Purpose.MARKETING || !word.suppressed().equals(Suppressions.ERASED))) {
      return "suppressed";
    }
    boolean refused = Status.REFUSED.word().equals(word.consent());
    return switch (purpose) {
      case MARKETING -> refused ? "consent-refused" : word.consent() == null ? "no-consent" : null;
      case SERVICE -> refused ? "consent-refused" : null;
      case TRANSACTIONAL -> null;
      case TRACKING_OPENS, TRACKING_CLICKS -> "no-purpose-of-sending";
    };
  }
}
