package io.relance.contact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.relance.RelanceTest;
import io.relance.consent.ConsentRecord;
import io.relance.consent.Consents.Current;
import io.relance.consent.Status;
import io.relance.core.Channel;
import io.relance.core.ContactId;
import io.relance.core.Purpose;
import io.relance.core.Rejected;
import io.relance.journey.Enrolments;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Two contacts that are one person. */
class MergeTest extends RelanceTest {

  @Autowired private Merging merging;
  @Autowired private Duplicates duplicates;
  @Autowired private Enrolments enrolments;
  @Autowired private ContactImports imports;

  private ContactId person(String name) {
    return contacts.put(name, ContactInput.NOTHING, false).contact().id();
  }

  private void say(ContactId contact, Channel channel, Status status) {
    consents.record(contact, channel, Purpose.MARKETING, status, "test", Map.of());
  }

  @Test
  void findsThoseWithTheSameAddressNumberOrNameAndPostcodePageByPage() {
    for (int i = 0; i < 3; i++) {
      contacts.put(
          "mail-" + i,
          ContactInput.NOTHING.with("email", i == 0 ? "ADA@example.org" : "ada@example.org"),
          false);
      contacts.put(
          "phone-" + i, ContactInput.NOTHING.with("phone", "+3361234567" + (i / 2)), false);
      contacts.put(
          "bob-" + i, ContactInput.NOTHING.with("email", "bob" + i / 2 + "@example.org"), false);
      contacts.put(
          "name-" + i,
          ContactInput.NOTHING
              .attribute("firstName", i == 0 ? "Zoé" : "ZOÉ")
              .attribute("lastName", "Martin")
              .attribute("postcode", i == 2 ? "69001" : "75001"),
          true);
    }
    Duplicates.Page first = duplicates.find(Duplicates.Rule.EMAIL, null, 1);
    assertThat(first.items())
        .singleElement()
        .satisfies(
            group -> {
              assertThat(group.key()).isEqualTo("ada@example.org");
              assertThat(group.size()).isEqualTo(3);
              assertThat(group.contacts())
                  .extracting(Duplicates.Member::externalId)
                  .containsExactly("mail-0", "mail-1", "mail-2");
            });
    Duplicates.Page second = duplicates.find(Duplicates.Rule.EMAIL, first.next(), 1);
    assertThat(second.items())
        .extracting(Duplicates.Group::key)
        .containsExactly("bob0@example.org");
    assertThat(second.next()).isNull();
    assertThat(duplicates.find(Duplicates.Rule.PHONE, null, 9).items())
        .extracting(Duplicates.Group::size)
        .containsExactly(2L);
    assertThat(duplicates.find(Duplicates.Rule.NAME, null, 9).items())
        .flatExtracting(Duplicates.Group::contacts)
        .extracting(one -> ((Duplicates.Member) one).externalId())
        .containsExactly("name-0", "name-1");
  }

  @Test
  void keepsTheSurvivorsValuesFillsGapsAndTakesWhatIsAskedFor() {
    contacts.put(
        "a",
        ContactInput.NOTHING
            .with("email", "a@example.org")
            .attribute("city", "Paris")
            .attribute("n", 1),
        true,
        "person:x");
    contacts.put(
        "b",
        ContactInput.NOTHING
            .with("email", "b@example.org")
            .with("phone", "+33612345678")
            .attribute("city", "Lyon")
            .attribute("n", 2),
        true,
        "person:y");

    Contact one = merging.merge("a", "b", Set.of("city"));

    assertThat(one.email()).isEqualTo("a@example.org");
    assertThat(one.phone()).isEqualTo("+33612345678");
    assertThat(one.attributes()).isEqualTo(Map.of("city", "Lyon", "n", 1));
    assertThat(one.touched())
        .hasEntrySatisfying("city", touch -> assertThat(touch.by()).isEqualTo("person:y"))
        .hasEntrySatisfying("n", touch -> assertThat(touch.by()).isEqualTo("person:x"));
    assertThat(contacts.byId(one.id())).contains(one);
    assertThat(
            jdbc.sql("SELECT detail ->> 'absorbed' FROM audit WHERE action = 'contact.merged'")
                .query(String.class)
                .list())
        .hasSize(1);
  }

  @Test
  void bothNamesNameTheOneWhoIsLeft() {
    ContactId a = person("a");
    person("b");
    person("c");
    merging.merge("b", "c", Set.of());
    merging.merge("a", "b", Set.of());

    for (String name : List.of("a", "b", "c")) {
      assertThat(contacts.named(name).id()).isEqualTo(a);
    }
    contacts.put("c", ContactInput.NOTHING.with("email", "c@example.org"), false);
    assertThat(contacts.named("a").email()).isEqualTo("c@example.org");
    assertThat(jdbc.sql("SELECT count(*) FROM contact").query(Long.class).single()).isOne();
    assertThatThrownBy(() -> merging.merge("a", "c", Set.of()))
        .isInstanceOfSatisfying(
            Rejected.class, e -> assertThat(e.type()).isEqualTo("same-contact"));
    assertThatThrownBy(() -> merging.merge("a", "nobody", Set.of()))
        .isInstanceOfSatisfying(Rejected.class, e -> assertThat(e.status()).isEqualTo(404));
  }

  @Test
  void theMostRestrictiveConsentHolds() {
    ContactId a = person("a");
    ContactId b = person("b");
    say(a, Channel.EMAIL, Status.GRANTED);
    say(b, Channel.EMAIL, Status.REFUSED);
    say(a, Channel.SMS, Status.GRANTED);
    say(b, Channel.VOICE, Status.REFUSED);
    say(a, Channel.PUSH, Status.GRANTED);
    say(b, Channel.PUSH, Status.GRANTED);
    say(b, Channel.LETTER, Status.GRANTED);

    merging.merge("a", "b", Set.of());

    assertThat(consents.current(a))
        .extracting(Current::channel, Current::status)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("email", "refused"),
            org.assertj.core.groups.Tuple.tuple("push", "granted"),
            org.assertj.core.groups.Tuple.tuple("voice", "refused"));
    assertThat(consents.history(a)).hasSize(7 + 4);
    assertThat(consents.history(a).stream().filter(r -> r.source().equals("merge")))
        .extracting(ConsentRecord::channel, ConsentRecord::status)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("email", "refused"),
            org.assertj.core.groups.Tuple.tuple("letter", "unknown"),
            org.assertj.core.groups.Tuple.tuple("sms", "unknown"),
            org.assertj.core.groups.Tuple.tuple("voice", "refused"));
  }

  @Test
  void whoWalksGoesOnAndOfTwoInOneJourneyTheYoungerIsWithdrawn() {
    publish("welcome");
    ContactId a = subscriber("a", it -> it);
    ContactId b = subscriber("b", it -> it);
    ContactId c = subscriber("c", it -> it);
    ContactId d = subscriber("d", it -> it);
    enrol(b);
    settle();
    moveTo(Duration.ofHours(1));
    enrol(a);
    enrol(d);
    settle();

    merging.merge("a", "b", Set.of());
    merging.merge("c", "d", Set.of());

    assertThat(ends("welcome")).containsEntry("inside", 2L).containsEntry("withdrawn", 1L);
    assertThat(
            jdbc.sql("SELECT business_key FROM enrolment WHERE ended_at IS NULL ORDER BY id")
                .query(String.class)
                .list())
        .containsExactly("welcome:" + a, "welcome:" + c);
    assertThat(
            jdbc.sql("SELECT end_detail FROM enrolment WHERE ended_at IS NOT NULL")
                .query(String.class)
                .list())
        .containsExactly("merged");

    // The walk that entered first is the one that is left; all of its messages are a's now.
    moveTo(Duration.ofDays(60));
    assertThat(ends("welcome")).doesNotContainKey("inside");
    assertThat(mails("c")).isNotEmpty();
    assertThat(
            jdbc.sql("SELECT DISTINCT contact_id FROM message ORDER BY 1").query(Long.class).list())
        .containsExactly(a.value(), c.value());
    assertTheBooksBalance();
  }

  @Test
  void eventsAndFilesThatSpeakOfTheOldNameReachTheOneWhoIsLeft() {
    ContactId a = person("a");
    ContactId b = person("b");
    tell(b, "Said", null, Map.of());
    settle();
    merging.merge("a", "b", Set.of());
    assertThat(jdbc.sql("SELECT DISTINCT contact_id FROM event").query(Long.class).list())
        .containsExactly(a.value());

    imports.start(
        new java.io.ByteArrayInputStream(
            "externalId,email\na,\nb,b@example.org\n"
                .getBytes(java.nio.charset.StandardCharsets.UTF_8)),
        ImportRequest.of("x.csv", Map.of()),
        "me");
    settle();
    assertThat(contacts.named("a").email()).isEqualTo("b@example.org");
    assertThat(jdbc.sql("SELECT count(*) FROM contact").query(Long.class).single()).isOne();
  }

  @Test
  void whoAskedToBeErasedIsNotMerged() {
    ContactId a = person("a");
    person("b");
    jdbc.sql("INSERT INTO contact_erasure VALUES (:id)").param("id", a.value()).update();
    assertThatThrownBy(() -> merging.merge("b", "a", Set.of()))
        .isInstanceOfSatisfying(
            Rejected.class, e -> assertThat(e.type()).isEqualTo("contact-being-erased"));
    assertThat(contacts.byExternalId("a")).isPresent();
  }

  private void enrol(ContactId contact) {
    enrolments.enrol("welcome", new Enrolments.Entry(contact, null, "{}", null));
  }
}
