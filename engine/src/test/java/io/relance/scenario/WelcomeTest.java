package io.relance.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.relance.RelanceTest;
import io.relance.contact.ContactInput;
import io.relance.core.Channel;
import io.relance.core.ContactId;
import io.relance.demo.Delivered;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Scenario S1 with the fixture and the exact counts of scenarios.md. */
class WelcomeTest extends RelanceTest {

  private static final int SUBSCRIBERS = 1000;

  /** Who does what, by number: the groups of the fixture. */
  private enum Group {
    CLICKS(0, 400),
    ORDERS(0, 100),
    HAS_A_COMPLETE_PROFILE(100, 370),
    SUBMITS_THE_FORM(370, 570),
    HAS_SMS_CONSENT(570, 720),
    OPTS_OUT(970, 1000);

    private final int from;
    private final int to;

    Group(int from, int to) {
      this.from = from;
      this.to = to;
    }

    boolean has(int number) {
      return number >= from && number < to;
    }

    List<Integer> numbers() {
      List<Integer> numbers = new ArrayList<>();
      for (int i = from; i < to; i++) {
        numbers.add(i);
      }
      return numbers;
    }
  }

  @Test
  void welcomesAThousandSubscribersAlongEveryPath() {
    publish("welcome");
    List<ContactId> people = new ArrayList<>();
    for (int i = 0; i < SUBSCRIBERS; i++) {
      people.add(person(i));
    }
    people.forEach(person -> tell(person, "ContactSubscribed", null, Map.of("source", "website")));
    settle();
    assertThat(accepted("welcome")).isEqualTo(Map.of("mail_W1", 1000L));

    moveTo(Duration.ofHours(6));
    Map<String, Delivered> welcomes = newestMails();
    for (int i : Group.CLICKS.numbers()) {
      assertThat(get(link(welcomes.get(address(i)), "/t/c/")).statusCode()).isEqualTo(302);
    }

    moveTo(Duration.ofDays(1));
    for (int i : Group.OPTS_OUT.numbers()) {
      String unsubscribe = link(welcomes.get(address(i)), "/u/");
      assertThat(post(unsubscribe, "List-Unsubscribe=One-Click").statusCode()).isEqualTo(200);
    }
    settle();
    assertThat(ends("welcome")).containsEntry("opted-out", 30L);

    moveTo(Duration.ofDays(3));
    for (int i : Group.ORDERS.numbers()) {
      tell(people.get(i), "OrderPlaced", "order-" + i, Map.of("total", 80));
    }

    moveTo(Duration.ofDays(6));
    for (int i : Group.SUBMITS_THE_FORM.numbers()) {
      tell(people.get(i), "FormSubmitted", null, Map.of("form", "profile"));
    }

    moveTo(Duration.ofDays(20));
    assertThat(accepted("welcome"))
        .isEqualTo(
            Map.of(
                "mail_W1",
                1000L,
                "mail_W2A",
                400L,
                "mail_W2B",
                570L,
                "mail_W3",
                600L,
                "sms_W4",
                150L));
    assertThat(arrived()).isEqualTo(Map.of("email", 2570L, "sms", 150L));
    assertThat(ends("welcome"))
        .isEqualTo(
            Map.of(
                "opted-out",
                30L,
                "converted",
                100L,
                "profile-complete",
                470L,
                "sms-reminded",
                150L,
                "no-profile",
                250L));
    assertThat(contacts.byId(people.get(0)).orElseThrow().attributes())
        .containsEntry("lifecycle", "customer");
    assertTheBooksBalance();
  }

  private ContactId person(int number) {
    ContactId id =
        subscriber(
            "s" + number,
            input -> {
              ContactInput more =
                  input.attribute("profileComplete", Group.HAS_A_COMPLETE_PROFILE.has(number));
              return Group.HAS_SMS_CONSENT.has(number)
                  ? more.with("phone", "+336390" + "%05d".formatted(number))
                  : more;
            });
    if (Group.HAS_SMS_CONSENT.has(number)) {
      grant(id, Channel.SMS);
    }
    return id;
  }

  private static String address(int number) {
    return "s" + number + "@example.com";
  }

  private Map<String, Delivered> newestMails() {
    return mailbox.find(null, 2 * SUBSCRIBERS).stream()
        .collect(Collectors.toMap(Delivered::to, Function.identity(), (newer, older) -> newer));
  }
}
