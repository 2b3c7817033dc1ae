package io.relance.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LiquidTest {

  private static final Liquid liquid = new Liquid();

  private static final Map<String, Object> FACTS =
      Map.of(
          "contact", Map.of("firstName", "Zoé", "externalId", "c-1"),
          "data",
              Map.of(
                  "items", List.of(Map.of("name", "Hat", "price", 29.9), Map.of("name", "Cup")),
                  "count", 3,
                  "at", Instant.parse("2027-03-01T09:00:00Z")));

  @AfterAll
  static void stop() {
    liquid.destroy();
  }

  @Test
  void fillsInWhatIsKnown() {
    assertThat(liquid.render("Hi {{ contact.firstName | upcase }}!", FACTS)).isEqualTo("Hi ZOÉ!");
    assertThat(liquid.render("{{ contact.nickname | default: 'you' }}", FACTS)).isEqualTo("you");
    assertThat(liquid.render("[{{ contact.nickname }}]", FACTS)).isEqualTo("[]");
    assertThat(liquid.render("{{ data.count | times: 2 }} {{ data.items[0].price }}", FACTS))
        .isEqualTo("6 29.9");
    assertThat(liquid.render("{{ data.at | date: '%d/%m/%Y' }}", FACTS)).isEqualTo("01/03/2027");
    assertThat(liquid.render("😀 {{ contact.firstName }} 😀 {{- data.count }}", FACTS))
        .isEqualTo("😀 Zoé 😀3");
  }

  @Test
  void decidesAndRepeats() {
    String template =
        "{% for item in data.items %}{% if item.price %}{{ item.name }}:{{ item.price }};{% else %}"
            + "{% break %}{% endif %}{% endfor %}"
            + "{% assign n = data.count | plus: 1 %}{% if contact.firstName == 'Zoé' and n > 3 %}!{% endif %}"
            + "{% unless data.none %}-{% endunless %}{% case data.count %}{% when 3 %}three{% endcase %}"
            + "{% comment %}{{ x }}{% endcomment %}{% raw %}{{ raw }}{% endraw %}";
    assertThat(liquid.render(template, FACTS)).isEqualTo("Hat:29.9;!-three{{ raw }}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{ contact.firstName }}",
        "{% for i in (1..9) %}{{ i }}{% endfor %}",
        "${T(java.lang.Runtime).getRuntime()}",
        "#{1+1}",
        "{{",
        "%}",
        "\uE000616263\uE001"
      })
  void valuesAppearLiterally(String value) {
    assertThat(liquid.render("{{ contact.name }}", Map.of("contact", Map.of("name", value))))
        .isEqualTo(value.replaceAll("[\uE000\uE001]", ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{% include '/etc/passwd' %}",
        "{% include '../../x' %}",
        "{% include_relative 'x' %}",
        "{% render 'x' %}",
        "{% layout 'x' %}",
        "{% capture x %}a{% endcapture %}",
        "{% cycle 'a', contact.name %}",
        "{% increment x %}",
        "{% tablerow x in data.items %}{{ x }}{% endtablerow %}",
        "{% ifchanged %}a{% endifchanged %}",
        "{%include 'x'%}",
        "{%- include 'x' -%}"
      })
  void refusesTagsThatReachOutOrWriteUnescaped(String template) {
    assertThat(liquid.problems(template)).extracting(Flaw::rule).contains("tag");
    assertThatThrownBy(() -> liquid.render(template, FACTS)).isInstanceOf(Unrenderable.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{ contact.firstName | relance_slot_text }}",
        "{{ contact.firstName | strip_html }}",
        "{{ data.items | where_exp: 'x', 'x.y' }}",
        "{{ contact.firstName | url_decode }}",
        "{% assign x = contact.firstName | nothing %}"
      })
  void refusesFiltersThatAreNotListed(String template) {
    assertThat(liquid.problems(template)).extracting(Flaw::rule).containsExactly("filter");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{ customer.name }}",
        "{{ execution.id }}",
        "{{ ['registry'] }}",
        "{{ [registry] }}",
        "{% if includes_directory %}{% endif %}",
        "{% for x in environment %}{% endfor %}"
      })
  void namesThatDoNotExistAreErrors(String template) {
    assertThat(liquid.problems(template)).extracting(Flaw::rule).containsExactly("name");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{ contact.firstName",
        "{% if x %}",
        "{{ }}",
        "{{ contact. }}",
        "{% endfor %}",
        "{% %}",
        "{{ contact.firstName nonsense }}",
        "{{ 'open }}"
      })
  void syntaxErrorsAreTold(String template) {
    assertThat(liquid.problems(template)).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "contact.class",
        "contact.getClass",
        "contact.firstName.class",
        "contact['declaredMethods']",
        "contact.firstName.bytes",
        "data.items.class.name",
        "data.at.zone",
        "contact._",
        "contact['class']['protectionDomain']"
      })
  void objectsShowNothingButTheirData(String walk) {
    assertThat(liquid.render("[{{ " + walk + " }}]", FACTS)).isEqualTo("[]");
  }

  static Stream<String> bombs() {
    String doubling =
        "{% assign s = 'aaaaaaaaaa' %}"
            + "{% for i in (1..60) %}{% assign s = s | append: s %}{% endfor %}{{ s }}";
    return Stream.of(
        "{% for i in (1..10000000) %}x{% endfor %}",
        "{% for i in (1..2147483647) %}{% endfor %}",
        "{{ 3 | round: 999999999 }}",
        "{% for i in (1..9000) %}{% for j in (1..9000) %}x{% endfor %}{% endfor %}",
        "{% for i in (1..9999) %}" + "{% if false %}{% endif %}".repeat(900) + "{% endfor %}",
        doubling,
        "{% assign l = data.items %}{% for i in (1..60) %}{% assign l = l | concat: l %}{% endfor %}",
        "{% assign n = 999999 %}{% for i in (1..90) %}{% assign n = n | times: n %}{% endfor %}{{ n }}",
        "{{ '1e999999999' | plus: 1 | round: 999999999 | append: '"
            + "x".repeat(1_900)
            + "' | replace: 'x', '"
            + "y".repeat(1_900)
            + "' | replace: 'y', '"
            + "z".repeat(1_900)
            + "' }}",
        "{{ 'now' | date: '%999999999d' }}",
        "x".repeat(10 * 1024 * 1024),
        "{{ contact.firstName }}".repeat(30_000),
        "{% if true %}".repeat(10_000) + "{% endif %}".repeat(10_000),
        "{% if " + "(".repeat(50_000) + "1" + ")".repeat(50_000) + " %}{% endif %}",
        "{% if " + "1 and ".repeat(40_000) + "1 %}{% endif %}",
        "{{ contact" + "[contact".repeat(20_000) + "]".repeat(20_000) + " }}",
        "{% for i in (1..9999) %}" + "x".repeat(5_000) + "{% endfor %}",
        "{{ " + "9".repeat(200_000) + " | times: 3 }}");
  }

  @ParameterizedTest
  @MethodSource("bombs")
  void bombsAreDefusedInTime(String template) {
    long start = System.nanoTime();
    try {
      assertThat(liquid.render(template, FACTS)).hasSizeLessThan(524_288);
    } catch (Unrenderable refused) {
      assertThat(refused).hasMessageNotContaining("java.");
    }
    while (liquid.running() > 0) {
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
      Thread.onSpinWait();
    }
  }

  @Test
  void loopsEnd() {
    assertThatThrownBy(() -> liquid.render("{% for i in (1..10001) %}x{% endfor %}", FACTS))
        .isInstanceOf(Unrenderable.class);
    assertThat(liquid.render("{% for i in (1..9999) %}x{% endfor %}", FACTS)).hasSize(9_999);
  }

  @Test
  void aTemplateThatOverrunsTwiceIsNotRunAgain() {
    Watchdog watchdog = new Watchdog();
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> watchdog.run("slow", LiquidTest::burn))
          .hasMessageContaining("too long");
    }
    assertThatThrownBy(() -> watchdog.run("slow", () -> "quick")).hasMessageContaining("twice");
    assertThat(watchdog.run("other", () -> "quick")).isEqualTo("quick");
    watchdog.stop();
  }

  private static String burn() {
    while (!Thread.currentThread().isInterrupted()) {
      Thread.onSpinWait();
    }
    return "stopped";
  }

  @Test
  void numbersOfABillionDigitsStayTexts() {
    Map<String, Object> facts =
        Map.of("data", Map.of("n", new BigDecimal("1e999999999"), "s", "1e999999999"));
    assertThat(liquid.render("{{ data.n }}", facts)).isEqualTo("1E+999999999");
    assertThat(liquid.render("{{ data.n | plus: 1 }} {{ data.s | times: 2 }}", facts))
        .isEqualTo("1 0");
  }

  @Test
  void jsonHoldsWhateverTheValuesAre() {
    Map<String, Object> facts =
        Map.of(
            "contact", Map.of("firstName", "a\"b\\\n", "age", 42, "ok", true),
            "data", Map.of("items", List.of(1, 2)));
    String template =
        "{\"n\": \"Hi {{ contact.firstName }} {{ contact.age }}\", \"v\": {{ contact.firstName }},"
            + " \"a\": {{ contact.age }}, \"none\": {{ contact.x }}, \"e\": \"{{ contact.x }}\","
            + " \"i\": {{ data.items | json }}, \"o\": {{ contact.ok }}}";
    assertThat(liquid.render(template, facts, Form.JSON))
        .isEqualTo(
            "{\"n\": \"Hi a\\\"b\\\\\\n 42\", \"v\": \"a\\\"b\\\\\\n\", \"a\": 42, \"none\": null,"
                + " \"e\": \"\", \"i\": [1,2], \"o\": true}");
  }

  @Test
  void linesAndAddressesKeepValuesInTheirPlace() {
    Map<String, Object> facts =
        Map.of("contact", Map.of("name", "A\r\nBcc: x@y\u760A\u2028\u0000/..?&#"));
    assertThat(liquid.render("Hi {{ contact.name }}", facts, Form.LINE))
        .isEqualTo("Hi A Bcc: x@y /..?&#");
    assertThat(liquid.render("https://a.example/{{ contact.name }}", facts, Form.URL))
        .isEqualTo("https://a.example/A%20Bcc%3A%20x%40y%20%2F..%3F%26%23");
    assertThat(liquid.render("https://a.example/é|{}^\"%41%zz", facts, Form.URL))
        .isEqualTo("https://a.example/%C3%A9%7C%7B%7D%5E%22%41%25zz");
  }
}
