package io.relance.consent;

import io.relance.consent.Consents.Addresses;
import io.relance.contact.Contacts;
import io.relance.core.Channel;
import io.relance.messaging.AddressRefused;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Addresses that must not be written to again. Only keyed hashes are kept, so that the list can
 * outlive the erasure of a contact and tells nobody who is on it.
 */
@Repository
public class Suppressions {

  /** The address does not exist: nothing is sent to it, whatever the purpose. */
  static final String HARD_BOUNCE = "hard-bounce";

  /**
   * The contact was erased: no marketing, also when a file brings the address back, until the
   * person agrees anew.
   */
  static final String ERASED = "erased";

  private static final List<Channel> ADDRESSED =
      List.of(Channel.EMAIL, Channel.SMS, Channel.VOICE, Channel.WHATSAPP);

  private final JdbcClient jdbc;
  private final KeyedHash hash;
  private final Clock clock;

  Suppressions(JdbcClient jdbc, KeyedHash hash, Clock clock) {
    this.jdbc = jdbc;
    this.hash = hash;
    this.clock = clock;
  }

  /** Puts an address on the list; a reason that weighs more replaces one that weighs less. */
  public void add(Channel channel, String address, String reason) {
    jdbc.sql(
            """
            INSERT INTO suppression (channel, key_hash, reason, at) VALUES (:channel, :hash, :reason, :now)
                ON CONFLICT (channel, key_hash)
                DO UPDATE SET reason = EXCLUDED.reason, at = EXCLUDED.at WHERE suppression.reason = 'erased'
            """)
        .param("channel", channel.word())
        .param("hash", key(channel, address))
        .param("reason", reason)
        .param("now", clock.instant().atOffset(ZoneOffset.UTC))
        .update();
  }

  /** Takes an address off the list, whatever the reason; answers whether it was on it. */
  public boolean lift(Channel channel, String address) {
    return jdbc.sql("DELETE FROM suppression WHERE channel = :channel AND key_hash = :hash")
            .param("channel", channel.word())
            .param("hash", key(channel, address))
            .update()
        == 1;
  }

  public boolean contains(Channel channel, String address) {
    return jdbc.sql(
            """
            SELECT EXISTS (SELECT FROM suppression WHERE channel = :channel AND key_hash = :hash)
            """)
        .param("channel", channel.word())
        .param("hash", key(channel, address))
        .query(Boolean.class)
        .single();
  }

  /** Those of the addresses that are on the list, whatever the reason. */
  public Set<String> among(Channel channel, Collection<String> addresses) {
    Map<String, String> byKey = new HashMap<>();
    addresses.forEach(address -> byKey.put(key(channel, address), address));
    if (byKey.isEmpty()) {
      return Set.of();
    }
    return jdbc
        .sql("SELECT key_hash FROM suppression WHERE channel = :channel AND key_hash = ANY (:keys)")
        .param("channel", channel.word())
        .param("keys", byKey.keySet().toArray(String[]::new))
        .query(String.class)
        .list()
        .stream()
        .map(byKey::get)
        .filter(Objects::nonNull)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Those of the keys that belong to people who were erased. */
  Set<String> erased(Channel channel, Collection<String> keys) {
    return Set.copyOf(
        jdbc.sql(
                """
                SELECT key_hash FROM suppression
                 WHERE channel = :channel AND key_hash = ANY (:keys) AND reason = 'erased'
                """)
            .param("channel", channel.word())
            .param("keys", keys.toArray(String[]::new))
            .query(String.class)
            .list());
  }

  /** An erased person came back and agreed. */
  void forgive(Channel channel, String address) {
    jdbc.sql(
            """
            DELETE FROM suppression WHERE channel = :channel AND key_hash = :hash AND reason = 'erased'
            """)
        .param("channel", channel.word())
        .param("hash", key(channel, address))
        .update();
  }

  /** The form under which an address is on the list. */
  String key(Channel channel, String address) {
    return hash.of(channel.word() + ":" + address.strip().toLowerCase(Locale.ROOT));
  }

  @EventListener
  void when(AddressRefused refused) {
    add(refused.channel(), refused.address(), HARD_BOUNCE);
  }

  @EventListener
  void when(Contacts.Erased erased) {
    Optional<Addresses> addresses = Addresses.locked(jdbc, erased.contact(), "");
    for (Channel channel : ADDRESSED) {
      addresses
          .flatMap(known -> known.on(channel))
          .filter(address -> !contains(channel, address))
          .ifPresent(address -> add(channel, address, ERASED));
    }
  }
}
