package io.relance.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.relance.content.LinkToken.Kind;
import io.relance.core.Channel;
import io.relance.core.ContactId;
import io.relance.core.Purpose;
import io.relance.messaging.Content.Call;
import io.relance.messaging.Content.Email;
import io.relance.messaging.Content.Text;
import io.relance.messaging.Contents.Unwritable;
import io.relance.messaging.Message;
import io.relance.messaging.Tracking;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class StepContentsTest {

  private static final UUID ID = UUID.fromString("0198a1b2-0000-7000-8000-000000000001");

  private final Map<String, Object> contact =
      new HashMap<>(Map.of("externalId", "c-1", "firstName", "Zoé", "locale", "en"));
  private final Map<String, Object> data =
      new HashMap<>(
          Map.of(
              "items",
              List.of(
                  Map.of("name", "Éclair café", "id", "e 1"), Map.of("name", "Tarte", "id", 2))));

  private Tracking tracking = new Tracking(true, true);

  private io.relance.messaging.Content write(
      Channel channel, Purpose purpose, Map<String, String> inputs) throws Unwritable {
    return ContentFixture.contents(
            (journey, version, step) -> inputs,
            (instance, roots) -> {
              Map<String, Object> facts =
                  new HashMap<>(Map.of("contact", contact, "data", data, "event", Map.of()));
              facts.keySet().retainAll(roots);
              return facts;
            })
        .draft(
            new Message(
                ID,
                new ContactId(7),
                "welcome",
                3,
                "mail_W1",
                "p-1",
                channel,
                purpose,
                1,
                Instant.EPOCH,
                Instant.EPOCH,
                Instant.EPOCH),
            tracking)
        .write();
  }

  private Email email(Purpose purpose, Map<String, String> inputs) throws Unwritable {
    return (Email) write(Channel.EMAIL, purpose, inputs);
  }

  private static final Map<String, String> WELCOME =
      Map.of(
          "subject", "Welcome {{ contact.firstName }}",
          "preheader", "Good to have you, {{ contact.firstName }}",
          "body",
              "Hi {{ contact.firstName }},\n\n[See](https://shop.example/?u={{ contact.externalId }} \"guide\")");

  @Test
  void marketingMailLetsOneUnsubscribeWithOneClick() throws Unwritable {
    Email email = email(Purpose.MARKETING, WELCOME);
    String unsubscribe =
        ContentFixture.PUBLIC_URL
            + "/u/"
            + ContentFixture.TOKENS.sign(new LinkToken(Kind.UNSUBSCRIBE, ID, 0));
    assertThat(email.headers())
        .containsEntry("List-Unsubscribe", "<" + unsubscribe + ">")
        .containsEntry("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
        .containsEntry("Feedback-ID", "mail_W1:welcome-v3:marketing:relance")
        .doesNotContainKey("Auto-Submitted");
    assertThat(email.html()).contains("href=\"" + unsubscribe + "\"", "Maison Éclair");
    assertThat(email.text()).contains(unsubscribe, "agreed to hear from Maison Éclair");
    assertThat(email.subject()).isEqualTo("Welcome Zoé");
    assertThat(email.html()).contains("Good to have you, Zoé");
  }

  @Test
  void anUnsubscribeLinkOfTheAuthorsOwnIsEnough() throws Unwritable {
    Email email =
        email(
            Purpose.MARKETING,
            Map.of(
                "subject", "x", "body", "[Stop]({{ links.unsubscribe }}) [ok]({{links.confirm}})"));
    assertThat(email.html())
        .containsOnlyOnce("/u/")
        .doesNotContain("/t/c/")
        .contains("/t/confirm/");
    assertThat(email.text()).startsWith("Stop (https://r.example/u/");
  }

  @Test
  void whoIsNotObservedGetsNoTokenOfTheirOwn() throws Unwritable {
    tracking = Tracking.NONE;
    Email email = email(Purpose.SERVICE, WELCOME);
    assertThat(email.html())
        .contains("/t/o/", "https://shop.example/?u=c-1")
        .doesNotContain("/u/", "/t/c/");
    String pixel = ContentFixture.TOKENS.sign(new LinkToken(Kind.OPEN, ID, 0));
    assertThat(email.html()).doesNotContain(pixel);
  }

  @Test
  void otherMailSaysThatItIsAutomatic() throws Unwritable {
    for (Purpose purpose : List.of(Purpose.SERVICE, Purpose.TRANSACTIONAL)) {
      Email email = email(purpose, WELCOME);
      assertThat(email.headers())
          .containsEntry("Auto-Submitted", "auto-generated")
          .doesNotContainKeys("List-Unsubscribe", "List-Unsubscribe-Post");
      assertThat(email.html()).contains("/u/", "We see whether this e-mail is read");
      assertThat(email.html().contains("/t/o/")).isEqualTo(purpose == Purpose.SERVICE);
    }
  }

  @Test
  void everyWebLinkIsCounted() throws Unwritable {
    Email email = email(Purpose.MARKETING, WELCOME);
    Matcher link = Pattern.compile("https://r\\.example/t/c/([\\w-]+)\"").matcher(email.html());
    assertThat(link.find()).isTrue();
    assertThat(ContentFixture.TOKENS.verify(link.group(1), Kind.CLICK))
        .contains(new LinkToken(Kind.CLICK, ID, 1));
    assertThat(email.html()).doesNotContain("shop.example");
    assertThat(email.text()).contains("See (https://r.example/t/c/" + link.group(1) + ")");
  }

  @Test
  void linksOfAListLeadToTheirOwnItem() throws Unwritable {
    data.put("items", List.of(Map.of("id", "a b>"), Map.of("id", "x".repeat(900))));
    Map<String, String> inputs =
        Map.of(
            "subject", "x",
            "body",
                "{% for item in data.items %}\n- [p](https://shop.example/p\\>/{{ item.id }}?q={% if item.id == 'a b>' %}<1>{% endif %} \"p\")\n{% endfor %}");
    Email email = email(Purpose.MARKETING, inputs);
    Matcher link = Pattern.compile("https://r\\.example/t/c/([\\w-]+)\"").matcher(email.html());
    assertThat(link.find()).isTrue();
    LinkToken token = ContentFixture.TOKENS.verify(link.group(1), Kind.CLICK).orElseThrow();
    assertThat(token.address()).isEqualTo("https://shop.example/p%3E/a%20b%3E?q=%3C1%3E");
    assertThat(
            ContentFixture.links((j, v, s) -> inputs, (p, r) -> Map.of())
                .destination("welcome", 3, "mail_W1", token.link(), token.address(), "p-1"))
        .get()
        .hasToString(
            "Destination[link=Link[number=1, name=p, destination=https://shop.example/p>/{{ item.id }}?q={% if item.id == 'a b>' %}<1>{% endif %}], address="
                + token.address()
                + "]");
    assertThat(
            ContentFixture.links((j, v, s) -> inputs, (p, r) -> Map.of())
                .destination("welcome", 3, "mail_W1", 1, "https://evil.example/", "p-1"))
        .isEmpty();
    assertThat(email.html()).contains("href=\"https://shop.example/p%3E/xxxxx");
  }

  @Test
  void aColleagueIsNotTracked() throws Unwritable {
    Email email = (Email) write(Channel.NOTIFICATION, Purpose.SERVICE, WELCOME);
    assertThat(email.html())
        .contains("https://shop.example/?u=c-1")
        .doesNotContain("/t/c/", "/t/o/", "/u/");
  }

  @Test
  void footersSpeakTheContactsLanguage() throws Unwritable {
    contact.put("locale", "fr-CA");
    Email email = email(Purpose.MARKETING, WELCOME);
    assertThat(email.html()).contains("<html lang=\"fr\">", "désabonner");
  }

  @Test
  void whatCannotBeWrittenIsNeverHalfWritten() {
    assertThatThrownBy(() -> email(Purpose.MARKETING, Map.of("subject", "{{ x", "body", "a")))
        .isInstanceOf(Unwritable.class)
        .hasMessageContaining("mail_W1");
    assertThatThrownBy(
            () -> email(Purpose.MARKETING, Map.of("subject", "{{ contact.none }}", "body", "a")))
        .hasMessageContaining("subject is empty");
    assertThatThrownBy(
            () -> email(Purpose.MARKETING, Map.of("subject", "x", "body", "[a](javascript:x)")))
        .hasMessageContaining("link-scheme");
    assertThatThrownBy(() -> email(Purpose.MARKETING, Map.of())).hasMessageContaining("no step");
  }

  @Test
  void textsHoldNoControlCharacters() throws Unwritable {
    contact.put("firstName", "Z\u0007o\r\né");
    Text text =
        (Text)
            write(
                Channel.SMS,
                Purpose.MARKETING,
                Map.of("text", "Hi {{ contact.firstName }}\nStop: {{ links.unsubscribe }}"));
    assertThat(text.text()).startsWith("Hi Z o é\nStop: https://r.example/u/");
  }

  @Test
  void webhooksCarryJson() throws Unwritable {
    contact.put("firstName", "A\"\\");
    Call call =
        (Call)
            write(
                Channel.WEBHOOK,
                Purpose.SERVICE,
                Map.of(
                    "url", "https://api.example/c/{{ contact.externalId | append: '/../x' }}",
                    "body", "{\"name\": \"{{ contact.firstName }}\", \"items\": {{ data.items }}}",
                    "timeout", "PT3S"));
    assertThat(call.url()).hasToString("https://api.example/c/c-1%2F..%2Fx");
    assertThat(call.body())
        .startsWith("{\"name\": \"A\\\"\\\\\", \"items\": [{")
        .contains("\"name\":\"Éclair café\"");
    assertThat(call.timeout()).isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void webhooksTellTheStepWhenTheyHaveNoBody() throws Unwritable {
    data.clear();
    data.put("cart", 3);
    Call call =
        (Call) write(Channel.WEBHOOK, Purpose.SERVICE, Map.of("url", "https://api.example/"));
    assertThat(call.body())
        .isEqualTo(
            "{\"journey\":\"welcome\",\"step\":\"mail_W1\",\"contact\":\"c-1\",\"data\":{\"cart\":3}}");
    assertThat(call.timeout()).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void webhooksThatMakeNoSenseAreUnwritable() {
    assertThatThrownBy(
            () ->
                write(
                    Channel.WEBHOOK,
                    Purpose.SERVICE,
                    Map.of("url", "https://api.example/", "body", "{\"a\": }")))
        .hasMessageContaining("no JSON");
    assertThatThrownBy(
            () ->
                write(
                    Channel.WEBHOOK,
                    Purpose.SERVICE,
                    Map.of("url", "https://{{ contact.externalId }}.example/")))
        .hasMessageContaining("host");
  }

  @Test
  void proofreadingFindsLoopsAndNames() {
    Proofreader proofreader = ContentFixture.proofreader();
    assertThat(proofreader.body("[a](https://r.example/t/c/x) [b](https://R.example/about)"))
        .extracting(Flaw::rule)
        .containsExactly("link-loop");
    assertThat(proofreader.text("{{ customer }}")).extracting(Flaw::rule).containsExactly("name");
    assertThat(proofreader.url("https://{{ contact.x }}/")).hasSize(1);
    assertThat(proofreader.url("https://a.example/{{ contact.x }}")).isEmpty();
  }

  @Test
  void everyFlawHasWordsInBothLanguages() {
    ResourceBundle english = ResourceBundle.getBundle("messages/content", Locale.ROOT);
    ResourceBundle french = ResourceBundle.getBundle("messages/content", Locale.FRENCH);
    for (String rule :
        List.of(
            "syntax",
            "unclosed",
            "tag",
            "filter",
            "name",
            "taken",
            "number",
            "too-complex",
            "too-long",
            "link-scheme",
            "link-host",
            "link-loop",
            "image")) {
      String key = new Flaw(rule, List.of()).messageKey();
      assertThat(english.getString(key)).isNotBlank().isNotEqualTo(french.getString(key));
    }
  }

  @Test
  void leavesASampleToLookAt() throws Unwritable, IOException {
    Email email =
        email(
            Purpose.MARKETING,
            Map.of(
                "subject", "Votre panier vous attend",
                "preheader", "Deux douceurs attendent encore",
                "body",
                    """
                    # Your basket is waiting, {{ contact.firstName }}

                    You left a few things behind. We keep them **until Sunday**; after that
                    somebody else may enjoy them.

                    {% for item in data.items %}
                    - [{{ item.name }}](https://shop.example/p/{{ item.id }})
                    {% endfor %}

                    [Finish my order](https://shop.example/cart "cart")

                    ## How it works

                    1. Open the basket
                    2. Choose a delivery day
                    3. Enjoy

                    > “The best éclairs in town.” – *Le Journal*

                    ---

                    Questions? [Write to us](mailto:hello@shop.example) or call
                    [01 23 45 67 89](tel:+33123456789). Use the code `DOUCEUR`.
                    """));
    Path sample = Path.of("target", "sample-email.html");
    Files.createDirectories(sample.toAbsolutePath().getParent());
    Files.writeString(sample, email.html());
    Files.writeString(Path.of("target", "sample-email.txt"), email.text());
    assertThat(email.html()).hasSizeLessThan(20_000).doesNotContain("${", "\uE000", "relance:");
    assertThat(email.text()).doesNotContain("<", "\uE000", "relance:");
  }
}
