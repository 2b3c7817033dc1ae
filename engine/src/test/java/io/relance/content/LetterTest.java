package io.relance.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LetterTest {

  private static final Liquid liquid = new Liquid();

  @AfterAll
  static void stop() {
    liquid.destroy();
  }

  private static Body body(String source) {
    return new Body(source, liquid);
  }

  private static Letter letter(String source, Map<String, Object> facts) {
    Body body = body(source);
    assertThat(body.flaws()).isEmpty();
    return Letter.write(
        liquid.renderPrepared(source, body.prepared(), facts),
        destination -> "https://t.example/" + Markdown.target(destination));
  }

  private static Map<String, Object> named(Object name) {
    return Map.of("contact", Map.of("name", name));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "[click](https://evil.example)",
        "![x](https://evil.example/x.png)",
        "<https://evil.example>",
        "**bold** _it_ `code`",
        "# Title",
        "- item",
        "](https://evil.example) [x",
        "[1]: https://evil.example",
        "&lt;b&gt;",
        "{{ contact.secret }}",
        "relance:0",
        "\uE0003c\uE001"
      })
  void valuesNeverBecomeMarkup(String value) {
    Letter plain = letter("Hi {{ contact.name }}, [see](https://a.example)", named("Ann"));
    Letter letter = letter("Hi {{ contact.name }}, [see](https://a.example)", named(value));
    String clean = value.replaceAll("[\uE000\uE001]", "");
    assertThat(letter.html())
        .isEqualTo(plain.html().replace("Ann", Letter.escape(clean)))
        .doesNotContain("<script", "<img", "evil.example\"");
    assertThat(letter.text()).isEqualTo(plain.text().replace("Ann", clean));
  }

  @Test
  void valuesStayInsideWhereverTheyStand() {
    String evil = "](https://evil.example) <b> \n# x\n\n- y";
    Letter letter =
        letter(
            """
            # {{ contact.name }}

            - {{ contact.name }}

            > {{ contact.name }}

            `{{ contact.name }}` **{{ contact.name }}** [{{ contact.name }}](https://a.example/{{ contact.name }} "n")

            <b onclick="x">{{ contact.name }}</b>

            ![{{ contact.name }}](https://a.example/{{ contact.name }}.png)
            """,
            named(evil));
    assertThat(letter.html())
        .doesNotContain("<b>", "<b ", "href=\"https://evil")
        .contains("src=\"https://a.example/%5D%28https%3A%2F%2Fevil.example%29%20%3Cb%3E%20%20")
        .containsOnlyOnce("<h1")
        .containsOnlyOnce("<li")
        .containsOnlyOnce("<a ");
  }

  @Test
  void linksKeepTheirNumbersWhateverIsLeftOut() {
    String source =
        """
        Hello [one](https://a.example/1 "first") and <https://a.example/2>.

        {% if contact.vip %}
        [three](https://a.example/{{ contact.id | append: "x y" }} "vip")
        {% endif %}

        - [four [nested]](https://a.example/4?a=1&b=2) [mail](mailto:a@b.example) ![pic](https://a.example/p.png)
        - [five][ref] [ref] [ref][]

        [ref]: https://a.example/5 'fifth'

        [![pic](https://a.example/p.png)](https://a.example/8)
        """;
    Body body = body(source);
    assertThat(body.flaws()).isEmpty();
    assertThat(body.links())
        .containsExactly(
            new Link(1, "first", "https://a.example/1"),
            new Link(2, "2", "https://a.example/2"),
            new Link(3, "vip", "https://a.example/{{ contact.id | append: \"x y\" }}"),
            new Link(4, "4", "https://a.example/4?a=1&b=2"),
            new Link(5, "fifth", "https://a.example/5"),
            new Link(6, "fifth", "https://a.example/5"),
            new Link(7, "fifth", "https://a.example/5"),
            new Link(8, "8", "https://a.example/8"));
    Letter without = letter(source, named("x"));
    Letter with = letter(source, Map.of("contact", Map.of("vip", true)));
    assertThat(without.text())
        .contains("one (https://t.example/0)", "https://a.example/2 (https://t.example/1)")
        .contains("four [nested] (https://t.example/3)", "five (https://t.example/5)")
        .contains("ref (https://t.example/6) ref (https://t.example/7)")
        .contains("pic (https://t.example/8)")
        .doesNotContain("three");
    assertThat(with.text()).contains("three (https://t.example/2)", "one (https://t.example/0)");
    assertThat(with.html()).contains("underline;\"><img src=\"https://a.example/p");
  }

  @Test
  void listsOfValuesBecomeLists() {
    Letter letter =
        letter(
            "You left:\n\n{% for item in data.items %}\n- [{{ item.name }}](https://a.example/{{ item.id }}) × {{ item.n }}\n{% endfor %}\n\nBye",
            Map.of(
                "data",
                Map.of(
                    "items",
                    java.util.List.of(
                        Map.of("name", "Hat & <co>", "id", 1, "n", 2), Map.of("name", "Cup")))));
    assertThat(letter.html())
        .containsOnlyOnce("<ul")
        .contains(">Hat &amp; &lt;co&gt;</a> × 2", ">Cup</a>");
    assertThat(letter.text()).contains("- Hat & <co> (https://t.example/0) × 2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "javascript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "//evil.example",
        "/path",
        "ftp://a.example",
        "relance:0",
        "JAVASCRIPT:alert(1)",
        "{{ contact.url }}",
        "{{ links.other }}"
      })
  void forbidsOtherSchemes(String destination) {
    assertThat(body("[x](" + destination + ")").flaws())
        .extracting(Flaw::rule)
        .contains("link-scheme");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://{{ contact.host }}/x",
        "https://a.{{ contact.host }}",
        "https://a.example{{ contact.host }}/",
        "https://a.example:{{ contact.port }}/",
        "https://user@a.example/",
        "https://a.example\\\\@evil.example/"
      })
  void noValueDecidesWhereALinkLeads(String destination) {
    assertThat(body("[x](" + destination + ")").flaws())
        .extracting(Flaw::rule)
        .containsExactly("link-host");
  }

  @Test
  void rawHtmlAppearsAsTyped() {
    assertThat(letter("<div onclick=\"x\">a</div> <br> &copy;", Map.of()).html())
        .contains("&lt;div onclick=&quot;x&quot;&gt;a&lt;/div&gt; &lt;br&gt; ©");
  }

  @Test
  void aLinkThatStandsAloneIsAButton() {
    Letter letter = letter("Text\n\n[Buy & go](https://a.example)\n\nMore", Map.of());
    assertThat(letter.html()).contains("class=\"button-link\"", ">Buy &amp; go</a>");
    assertThat(letter.text()).isEqualTo("Text\n\nBuy & go (https://t.example/0)\n\nMore\n");
  }
}
