package io.relance.consent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.relance.PeopleContext;
import io.relance.contact.ContactInput;
import io.relance.contact.Contacts;
import io.relance.contact.ImportedConsents;
import io.relance.core.Channel;
import io.relance.core.ContactId;
import io.relance.core.LegalBasis;
import io.relance.core.Purpose;
import io.relance.core.Rejected;
import io.relance.messaging.Recipients;
import io.relance.messaging.Recipients.Permission;
import io.relance.messaging.Tracking;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Whatever happened before: nobody is written to without a row that says why. */
@SpringJUnitConfig(PeopleContext.class)
class RandomHistoriesTest {

  private static final List<Channel> CHANNELS = List.of(Channel.EMAIL, Channel.SMS, Channel.VOICE);
  private static final int HISTORIES = Integer.getInteger("relance.histories", 40);
  private static final int STEPS = 8;

  @Autowired Contacts contacts;
  @Autowired Consents consents;
  @Autowired Suppressions suppressions;
  @Autowired ImportedConsents imported;
  @Autowired Recipients recipients;
  @Autowired JdbcClient jdbc;
  @Autowired PlatformTransactionManager transactions;

  @BeforeEach
  void begin() {
    jdbc.sql("TRUNCATE contact, suppression CASCADE").update();
  }

  private static <T> T one(Random random, List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  @Test
  void nobodyIsPermittedWithoutAValidRow() {
    long seed = Long.getLong("relance.seed", new Random().nextLong());
    System.out.println("RandomHistoriesTest: seed " + seed + " (-Drelance.seed=" + seed + ")");
    Random random = new Random(seed);
    int granted = 0;
    for (int history = 0; history < HISTORIES; history++) {
      String name = "h" + history;
      granted +=
          Objects.requireNonNull(
              // One transaction each, rolled back: a history leaves nothing to the next one.
              new TransactionTemplate(transactions)
                  .execute(
                      status -> {
                        status.setRollbackOnly();
                        return play(random, name, seed);
                      }));
    }
    assertThat(granted)
        .as("some histories end in a permission, else nothing was tried")
        .isPositive();
  }

  private int play(Random random, String name, long seed) {
    Map<String, String> said = new HashMap<>();
    ContactId contact = create(name);
    for (int step = 0; step < STEPS; step++) {
      Channel channel = one(random, CHANNELS);
      List<Purpose> purposes =
          Arrays.stream(Purpose.values()).filter(one -> one.exists(channel)).toList();
      Purpose purpose = one(random, purposes);
      String what = channel.word() + " " + purpose.word();
      switch (random.nextInt(10)) {
        case 0, 1, 2 -> {
          LegalBasis basis = one(random, List.of(LegalBasis.values()));
          if (grant(contact, channel, purpose, basis)) {
            said.put(what, "granted");
          }
        }
        case 3, 4 -> {
          consents.record(contact, channel, purpose, Status.REFUSED, "test", Map.of());
          said.put(what, "refused");
        }
        case 5, 6 -> {
          boolean erased = suppressed(contact, channel);
          imported.grant(
              List.of(contact),
              channel,
              purpose,
              LegalBasis.CONSENT,
              "v1",
              Map.of("proof", "file"));
          if (!erased) {
            said.putIfAbsent(what, "granted");
          }
        }
        case 7 -> suppressions.add(Channel.EMAIL, name + "@example.org", "hard-bounce");
        case 8 -> suppressions.lift(Channel.EMAIL, name + "@example.org");
        default -> {
          contacts.erase(contact);
          said.clear();
          contact = create(name);
        }
      }
    }
    return compare(contact, said, "history " + name + " of seed " + seed);
  }

  private boolean suppressed(ContactId contact, Channel channel) {
    return "erased"
        .equals(
            jdbc.sql("SELECT reason FROM suppression WHERE channel = :channel AND key_hash = :key")
                .param("channel", channel.word())
                .param("key", suppressions.key(channel, address(contact, channel)))
                .query(String.class)
                .optional()
                .orElse(""));
  }

  private String address(ContactId contact, Channel channel) {
    var known = contacts.byId(contact).orElseThrow();
    return String.valueOf(channel == Channel.EMAIL ? known.email() : known.phone());
  }

  private int compare(ContactId contact, Map<String, String> said, String which) {
    int granted = 0;
    List<String> wrong = new ArrayList<>();
    for (Channel channel : CHANNELS) {
      for (Purpose purpose : Purpose.values()) {
        Permission answer = recipients.ask(contact, channel, purpose);
        String word = said.getOrDefault(channel.word() + " " + purpose.word(), "unknown");
        if (answer instanceof Permission.Granted && purpose == Purpose.MARKETING) {
          granted++;
          if (!word.equals("granted") || !hasValidRow(contact, channel, purpose)) {
            wrong.add(channel + " " + purpose + " is permitted, and " + word + " was said last");
          }
        }
        if (answer instanceof Permission.Granted && purpose.isTracking()) {
          wrong.add(channel + " " + purpose + " is no purpose to send for, and is permitted");
        }
        if (answer instanceof Permission.Granted it && channel == Channel.EMAIL) {
          Tracking may = it.recipient().tracking();
          if (may.opens() != said.getOrDefault("email tracking-opens", "").equals("granted")
              || may.clicks() != said.getOrDefault("email tracking-clicks", "").equals("granted")) {
            wrong.add(channel + " " + purpose + " is observed otherwise than was said: " + may);
          }
        }
        if (answer instanceof Permission.Granted
            && purpose == Purpose.SERVICE
            && word.equals("refused")) {
          wrong.add(channel + " " + purpose + " is permitted, and was refused");
        }
      }
    }
    assertThat(wrong).as(which).isEmpty();
    return granted;
  }

  /** The last word of the log is a grant on a ground that permits it. */
  private boolean hasValidRow(ContactId contact, Channel channel, Purpose purpose) {
    return consents.history(contact).stream()
        .filter(row -> row.channel().equals(channel.word()) && row.purpose().equals(purpose.word()))
        .reduce((before, after) -> after)
        .filter(row -> row.status().equals("granted"))
        .flatMap(row -> LegalBasis.of(row.basis()))
        .filter(basis -> basis.permits(channel, purpose))
        .isPresent();
  }

  private ContactId create(String name) {
    return contacts
        .put(
            name,
            ContactInput.NOTHING
                .with("email", name + "@example.org")
                .with(
                    "phone",
                    "+336"
                        + String.format("%08d", 10_000_000 + Integer.parseInt(name.substring(1)))),
            false)
        .contact()
        .id();
  }

  private boolean grant(ContactId contact, Channel channel, Purpose purpose, LegalBasis basis) {
    Grounds grounds = new Grounds(basis, "v1");
    if (basis.permits(channel, purpose)) {
      Map<String, Object> proof =
          basis.proof().<Map<String, Object>>map(name -> Map.of(name, "shown")).orElse(Map.of());
      consents.record(contact, channel, purpose, Status.GRANTED, grounds, "test", proof);
      return true;
    }
    return false;
  }

  @Test
  void aGroundThatDoesNotPermitIsNotRecorded() {
    ContactId contact = create("h1");
    for (LegalBasis basis : LegalBasis.values()) {
      Grounds grounds = new Grounds(basis, null);
      if (!basis.permits(Channel.SMS, Purpose.MARKETING)) {
        assertThatThrownBy(
                () ->
                    consents.record(
                        contact,
                        Channel.SMS,
                        Purpose.MARKETING,
                        Status.GRANTED,
                        grounds,
                        "test",
                        Map.of()))
            .isInstanceOf(Rejected.class)
            .hasMessageContaining(basis.word());
      }
    }
    assertThat(consents.history(contact)).isEmpty();
  }
}
