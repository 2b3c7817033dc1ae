package io.relance.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import io.relance.RelanceTest;
import io.relance.access.Permission;
import io.relance.access.Tokens;
import io.relance.consent.ConsentRecord;
import io.relance.consent.Status;
import io.relance.core.Channel;
import io.relance.core.ContactId;
import io.relance.core.Purpose;
import io.relance.demo.Delivered;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Who said no, or nothing, is not observed: not in new mails, and not in old ones. */
@NullUnmarked
class TrackingConsentTest extends RelanceTest {

  private static final Pattern TOKEN = Pattern.compile("/(t/[oc]|u|t/confirm)/([A-Za-z0-9_-]+)");

  @Autowired private Tokens tokens;

  private ContactId reader(String name, Status opens, Status clicks) {
    ContactId id = subscriber(name, input -> input);
    say(id, Purpose.TRACKING_OPENS, opens);
    say(id, Purpose.TRACKING_CLICKS, clicks);
    return id;
  }

  private void say(ContactId contact, Purpose purpose, Status status) {
    consents.record(contact, Channel.EMAIL, purpose, status, "test", Map.of("text", "asked"));
  }

  private void welcome(ContactId... readers) {
    publish("welcome");
    for (ContactId reader : readers) {
      tell(reader, "ContactSubscribed", null, Map.of("source", "website"));
    }
    settle();
    moveTo(Duration.ofHours(6));
  }

  private Delivered mail(String name) {
    return mails(name).get(0);
  }

  private long events() {
    return jdbc.sql("SELECT count(*) FROM event WHERE name IN ('MessageOpened', 'LinkClicked')")
        .query(Long.class)
        .single();
  }

  private Map<String, Long> counted() {
    Map<String, Long> counted = new HashMap<>();
    jdbc.sql("SELECT what, sum(n) FROM step_reaction WHERE NOT machine GROUP BY what")
        .query(
            row -> {
              counted.put(row.getString(1), row.getLong(2));
            });
    return counted;
  }

  private static List<String> tokens(Delivered mail, String kind) {
    List<String> tokens = new ArrayList<>();
    Matcher found = TOKEN.matcher(mail.html() + mail.text());
    while (found.find()) {
      if (found.group(1).equals(kind)) {
        tokens.add(found.group(2));
      }
    }
    return tokens;
  }

  private String pixel(Delivered mail) {
    return "/t/o/" + tokens(mail, "t/o").get(0) + ".gif";
  }

  /**
   * Those of the message (its id, its way to the preferences, the boundary between its parts, which
   * mail programs want to be unlike any other) and those of the person (the address).
   */
  private static String withoutWhatMustDiffer(Delivered mail, String name) {
    return mail.raw()
        .replaceAll("=\r?\n", "")
        .replaceAll("(?m)^(Message-ID|Received|Return-Path|Delivered-To):.*(\r?\n[ \t].*)*", "")
        .replaceAll("/u/[A-Za-z0-9_=-]+", "/u/")
        .replaceAll("----=_Part[A-Za-z0-9_.]+", "boundary")
        .replace(name + "@example.com", "address");
  }

  @Test
  void twoWhoAreNotObservedGetTheSameMail() {
    welcome(
        reader("ada", Status.REFUSED, Status.REFUSED),
        reader("bob", Status.REFUSED, Status.REFUSED),
        reader("cyd", Status.GRANTED, Status.GRANTED));
    Delivered ada = mail("ada");
    Delivered bob = mail("bob");
    assertThat(withoutWhatMustDiffer(ada, "ada")).isEqualTo(withoutWhatMustDiffer(bob, "bob"));
    assertThat(tokens(ada, "t/o")).hasSize(1).isEqualTo(tokens(bob, "t/o"));
    assertThat(tokens(ada, "t/c")).isNotEmpty().isEqualTo(tokens(bob, "t/c"));
    assertThat(tokens(ada, "u")).isNotEmpty().doesNotContainAnyElementsOf(tokens(bob, "u"));
    Delivered cyd = mail("cyd");
    assertThat(tokens(cyd, "t/o")).doesNotContainAnyElementsOf(tokens(ada, "t/o"));
    assertThat(tokens(cyd, "t/c")).doesNotContainAnyElementsOf(tokens(ada, "t/c"));
  }

  @Test
  void opensAndClicksAreAskedApart() {
    welcome(
        reader("ada", Status.GRANTED, Status.REFUSED),
        reader("bob", Status.REFUSED, Status.GRANTED),
        reader("cyd", Status.REFUSED, Status.REFUSED));
    assertThat(tokens(mail("ada"), "t/o")).isNotEqualTo(tokens(mail("cyd"), "t/o"));
    assertThat(tokens(mail("ada"), "t/c")).isEqualTo(tokens(mail("cyd"), "t/c"));
    assertThat(tokens(mail("bob"), "t/o")).isEqualTo(tokens(mail("cyd"), "t/o"));
    assertThat(tokens(mail("bob"), "t/c")).isNotEqualTo(tokens(mail("cyd"), "t/c"));
  }

  @Test
  void hitsOfNobodyAreCountedAndMoveNobody() {
    welcome(reader("ada", Status.REFUSED, Status.REFUSED));
    assertThat(send(request(pixel(mail("ada"))).GET()).statusCode()).isEqualTo(200);
    var answer = get(link(mail("ada"), "/t/c/"));
    assertThat(answer.statusCode()).isEqualTo(302);
    assertThat(answer.headers().firstValue("Location").orElse("")).startsWith("http");
    settle();
    assertThat(events()).isZero();
    assertThat(counted()).isEqualTo(Map.of("open", 1L, "click", 1L));
    assertThat(ends("welcome")).isEqualTo(Map.of("inside", 1L));
    assertThat(
            jdbc.sql("SELECT count(*) FROM event_use").query(Long.class).single()
                - jdbc.sql(
                        "SELECT count(*) FROM event_use u JOIN event e ON e.id = u.event_id"
                            + " WHERE e.name <> 'LinkClicked'")
                    .query(Long.class)
                    .single())
        .isZero();
  }

  @Test
  void afterAWithdrawalNothingOfOldMailsIsStored() {
    ContactId ada = reader("ada", Status.GRANTED, Status.GRANTED);
    welcome(ada);
    Delivered old = mail("ada");
    get(link(old, "/t/c/"));
    get(pixel(old));
    assertThat(events()).isEqualTo(2);
    say(ada, Purpose.TRACKING_OPENS, Status.REFUSED);
    say(ada, Purpose.TRACKING_CLICKS, Status.REFUSED);
    for (int i = 0; i < 50; i++) {
      assertThat(get(link(old, "/t/c/")).statusCode()).isEqualTo(302);
      assertThat(get(pixel(old)).statusCode()).isEqualTo(200);
    }
    assertThat(events()).isEqualTo(2);
    assertThat(counted()).isEqualTo(Map.of("open", 50L, "click", 50L));
  }

  @Test
  void whatIsCountedCanBeRead() {
    welcome(reader("ada", Status.REFUSED, Status.REFUSED));
    get(link(mail("ada"), "/t/c/"));
    tokens.adopt("reactions", EnumSet.allOf(Permission.class), "reactions-test-token");
    assertThat(api("/api/journeys/welcome/reactions").body())
        .contains("\"step\":\"mail_W1\"", "\"what\":\"click\"", "\"link\":1", "\"n\":1")
        .doesNotContain("ada");
    assertThat(api("/api/journeys/nothing/reactions").statusCode()).isEqualTo(404);
  }

  private HttpResponse<String> api(String path) {
    return send(request(path).header("Authorization", "Bearer reactions-test-token").GET());
  }

  @Test
  void whatIsCountedIsFoldedByDay() {
    welcome(reader("ada", Status.REFUSED, Status.REFUSED));
    for (int i = 0; i < 5; i++) {
      get(link(mail("ada"), "/t/c/"));
    }
    moveTo(Duration.ofDays(2));
    new Crowd(jdbc, clock).fold();
    assertThat(jdbc.sql("SELECT n FROM step_reaction").query(Long.class).list())
        .containsExactly(5L);
  }

  @Test
  void thePreferencePageSaysWhatHoldsAndKeepsEachChangeWithItsProof() {
    ContactId ada = reader("ada", Status.GRANTED, Status.GRANTED);
    welcome(ada);
    String page = link(mail("ada"), "/u/");
    int before = consents.history(ada).size();
    assertThat(get(page).body())
        .contains("name=\"email.marketing\"", "name=\"email.service\"")
        .contains("name=\"email.tracking-opens\"", "name=\"email.tracking-clicks\"")
        .contains("May we see which links you follow?");
    assertThat(consents.history(ada)).hasSize(before);

    assertThat(
            post(
                    page,
                    "email.tracking-opens=refused&email.tracking-clicks=granted"
                        + "&email.marketing=granted&action=save")
                .body())
        .contains("Your choices are saved");
    List<ConsentRecord> history = consents.history(ada);
    assertThat(history).hasSize(before + 1);
    ConsentRecord last = history.get(before);
    assertThat(last.purpose()).isEqualTo("tracking-opens");
    assertThat(last.status()).isEqualTo("refused");
    assertThat(last.source()).isEqualTo("preference-page");
    assertThat(last.textVersion()).isEqualTo(Preferences.WORDING);
    assertThat(last.proof())
        .containsEntry("by", "contact")
        .containsEntry("language", "en")
        .containsKeys("ip", "userAgent", "message");

    assertThat(post(page, "email.marketing=perhaps&action=save").statusCode()).isEqualTo(400);
    assertThat(post(page, "sms.tracking-opens=granted&action=save").statusCode()).isEqualTo(400);
    assertThat(consents.history(ada)).hasSize(before + 1);

    assertThat(post(page, "action=all-off").body()).contains("You said no to everything");
    assertThat(consents.current(ada)).hasSize(4).allMatch(now -> now.status().equals("refused"));
  }

  @Test
  void thePageOfTheErasedSaysSo() {
    ContactId ada = reader("ada", Status.GRANTED, Status.GRANTED);
    welcome(ada);
    String page = link(mail("ada"), "/u/");
    contacts.erase(ada);
    settle();
    assertThat(get(page).statusCode()).isEqualTo(404);
  }
}
