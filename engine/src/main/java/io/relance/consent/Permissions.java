package io.relance.consent;

import io.relance.consent.Consents.Addresses;
import io.relance.core.Channel;
import io.relance.core.ContactId;
import io.relance.core.EmailAddress;
import io.relance.core.PhoneNumber;
import io.relance.core.Purpose;
import io.relance.messaging.Recipients;
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

  Permissions(JdbcClient jdbc, Suppressions suppressions) {
    this.jdbc = jdbc;
    this.suppressions = suppressions;
  }

  /** What stands against an address, and what its owner said. */
  private record Word(@Nullable String suppressed, @Nullable String consent) {}

  @Override
  @Transactional(propagation = Propagation.MANDATORY)
  public Permission ask(ContactId contact, Channel channel, Purpose purpose) {
    Optional<Addresses> addresses = Addresses.locked(jdbc, contact, "FOR SHARE");
    if (addresses.isEmpty()) {
      return new Permission.Denied("no-contact");
    }
    Optional<String> address = addresses.get().on(channel).filter(text -> !text.isBlank());
    if (address.isEmpty()) {
      return new Permission.Denied("no-address");
    }
    if (!reachable(channel, address.get())) {
      return new Permission.Denied("bad-address");
    }
    String denial = denial(purpose, word(contact, channel, purpose, address.get()));
    return denial == null
        ? new Permission.Granted(new PermittedRecipient(contact, channel, purpose, address.get()))
        : new Permission.Denied(denial);
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
  private Word word(ContactId contact, Channel channel, Purpose purpose, String address) {
    return jdbc.sql(
            """
            SELECT (SELECT reason FROM suppression WHERE channel = :channel AND key_hash = :hash) AS suppressed,
                   (SELECT status FROM consent
                     WHERE contact_id = :contact AND channel = :channel AND purpose = :purpose) AS consent
            """)
        .param("contact", contact.value())
        .param("channel", channel.word())
        .param("purpose", purpose.word())
        .param("hash", suppressions.key(channel, address))
        .query((row, number) -> new Word(row.getString("suppressed"), row.getString("consent")))
        .single();
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
    };
  }
}
