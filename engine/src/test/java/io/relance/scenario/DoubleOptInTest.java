package io.relance.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.relance.RelanceTest;
import io.relance.contact.ContactInput;
import io.relance.core.ContactId;
import io.relance.demo.Delivered;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Scenario S7 with the fixture and the exact counts of scenarios.md. */
class DoubleOptInTest extends RelanceTest {

  private static final int ASKING = 280;
  private static final int AT_ONCE = 180;
  private static final int IN_THE_END = 220;

  @Test
  void letsOnlyThoseInWhoPressTheButton() {
    publish("welcome");
    publish("double-opt-in");
    List<ContactId> people = new ArrayList<>();
    for (int i = 0; i < ASKING; i++) {
      people.add(stranger(i));
      ask(people.get(i));
    }
    settle();
    assertThat(arrived()).isEqualTo(Map.of("email", 280L));

    moveTo(Duration.ofMinutes(9));
    for (int i = 0; i < 20; i++) {
      ask(people.get(i));
    }
    settle();
    assertThat(ends("double-opt-in")).isEqualTo(Map.of("inside", 280L));
    assertThat(arrived()).as("repeated within ten minutes").isEqualTo(Map.of("email", 280L));

    moveTo(Duration.ofMinutes(30));
    for (int i = 0; i < 100; i++) {
      String link = confirmLink(i);
      assertThat(get(link).statusCode()).isEqualTo(200);
      assertThat(send(request(link).method("HEAD", BodyPublishers.noBody())).statusCode())
          .isEqualTo(200);
    }
    settle();
    assertThat(ends("double-opt-in"))
        .as("scanners confirm nothing")
        .isEqualTo(Map.of("inside", 280L));
    assertThat(confirmations()).isZero();

    moveTo(Duration.ofHours(5));
    for (int i = 0; i < AT_ONCE; i++) {
      assertThat(press(confirmLink(i)).statusCode()).isEqualTo(200);
    }
    settle();
    assertThat(ends("double-opt-in")).isEqualTo(Map.of("confirmed", 180L, "inside", 100L));
    assertThat(press(confirmLink(0)).statusCode()).as("confirming twice").isEqualTo(200);

    moveTo(Duration.ofHours(30));
    assertThat(accepted("double-opt-in"))
        .isEqualTo(Map.of("mail_doi", 280L, "mail_doi_reminder", 100L));
    for (int i = AT_ONCE; i < IN_THE_END; i++) {
      assertThat(press(confirmLink(i)).statusCode()).isEqualTo(200);
    }
    settle();
    Delivered first = mails("d200").get(mails("d200").size() - 1);
    assertThat(press(link(first, "/t/confirm/")).statusCode())
        .as("the first mail's button, after the reminder's")
        .isEqualTo(200);
    assertThat(confirmations()).isEqualTo(220);

    moveTo(Duration.ofDays(4));
    assertThat(ends("double-opt-in")).isEqualTo(Map.of("confirmed", 220L, "inside", 60L));
    HttpResponse<String> late = press(confirmLink(250));
    assertThat(late.statusCode()).as("confirming after it expired").isEqualTo(410);
    assertThat(late.body()).contains("ask");
    assertThat(get(confirmLink(250)).statusCode()).isEqualTo(410);

    moveTo(Duration.ofDays(32));
    assertThat(contacts.byId(people.get(250))).isPresent();
    moveTo(Duration.ofDays(33).plusMinutes(1));
    assertThat(ends("double-opt-in")).isEqualTo(Map.of("confirmed", 220L, "expired", 60L));
    assertThat(accepted("double-opt-in"))
        .isEqualTo(Map.of("mail_doi", 280L, "mail_doi_reminder", 100L));
    assertThat(ends("welcome").values().stream().mapToLong(Long::longValue).sum()).isEqualTo(220);
    assertEveryConfirmationHasItsProof(people);
    assertTheUnconfirmedAreErased();
    assertTheBooksBalance();
  }

  @Test
  void sendsTheLinkAgainAtMostOnceInTenMinutes() {
    publish("double-opt-in");
    publish("welcome");
    ContactId person = stranger(1);
    ask(person);
    settle();
    moveTo(Duration.ofMinutes(9));
    ask(person);
    settle();
    assertThat(mails("d1")).hasSize(1);

    moveTo(Duration.ofMinutes(11));
    ask(person);
    settle();
    assertThat(mails("d1")).hasSize(2);
    moveTo(Duration.ofMinutes(12));
    ask(person);
    settle();
    assertThat(mails("d1")).hasSize(2);

    moveTo(Duration.ofMinutes(22));
    ask(person);
    settle();
    assertThat(accepted("double-opt-in")).isEqualTo(Map.of("mail_doi", 1L, "mail_doi_again", 2L));
    assertThat(ends("double-opt-in")).isEqualTo(Map.of("inside", 1L));

    assertThat(press(confirmLink(1)).statusCode()).isEqualTo(200);
    settle();
    assertThat(ends("double-opt-in")).isEqualTo(Map.of("confirmed", 1L));
    assertTheBooksBalance();
  }

  @Test
  void whoAsksAgainAfterItExpiredGetsANewLinkThatWorks() {
    publish("double-opt-in");
    publish("welcome");
    ContactId person = stranger(1);
    ask(person);
    moveTo(Duration.ofDays(5));
    assertThat(press(confirmLink(1)).statusCode()).isEqualTo(410);
    ask(person);
    settle();
    assertThat(ends("double-opt-in"))
        .as("the late press counts for nothing")
        .isEqualTo(Map.of("inside", 1L));
    assertThat(mails("d1")).hasSize(3);
    assertThat(press(confirmLink(1)).statusCode()).isEqualTo(200);
    settle();
    assertThat(ends("double-opt-in")).isEqualTo(Map.of("confirmed", 1L));
    assertTheBooksBalance();
  }

  private ContactId stranger(int number) {
    return contacts
        .put(
            "d" + number,
            ContactInput.NOTHING
                .with("email", "d" + number + "@example.com")
                .with("timeZone", "Europe/Paris"),
            true)
        .contact()
        .id();
  }

  private void ask(ContactId person) {
    tell(
        person,
        "SubscriptionRequested",
        null,
        Map.of(
            "ip", "203.0.113.9", "formUrl", "https://shop.example/news", "textVersion", "2027-01"));
  }

  private String confirmLink(int number) {
    Delivered newest =
        mails("d" + number).stream()
            .filter(mail -> mail.text().contains("/t/confirm/"))
            .findFirst()
            .orElseThrow();
    return link(newest, "/t/confirm/");
  }

  private HttpResponse<String> press(String link) {
    return post(link, "");
  }

  private long confirmations() {
    return jdbc.sql("SELECT count(*) FROM event WHERE name = 'OptInConfirmed'")
        .query(Long.class)
        .single();
  }

  private void assertEveryConfirmationHasItsProof(List<ContactId> people) {
    assertThat(
            jdbc.sql(
                    """
                    SELECT count(DISTINCT contact_id)
                      FROM consent_record
                     WHERE channel = 'email' AND purpose = 'marketing' AND status = 'granted'
                       AND proof ->> 'event' = 'OptInConfirmed' AND proof ->> 'message' IS NOT NULL
                       AND proof ->> 'occurredAt' IS NOT NULL AND proof -> 'properties' ->> 'ip' IS NOT NULL
                       AND proof -> 'data' ->> 'formUrl' = 'https://shop.example/news'
                       AND proof -> 'data' ->> 'textVersion' = '2027-01'
                    """)
                .query(Long.class)
                .single())
        .isEqualTo(220);
    assertThat(contacts.byId(people.get(0))).isPresent();
  }

  private void assertTheUnconfirmedAreErased() {
    assertThat(jdbc.sql("SELECT count(*) FROM contact").query(Long.class).single()).isEqualTo(220);
    assertThat(
            jdbc.sql(
                    """
                    SELECT count(*) FROM event
                     WHERE contact_id IS NOT NULL AND contact_id NOT IN (SELECT id FROM contact)
                    """)
                .query(Long.class)
                .single())
        .isZero();
  }
}
