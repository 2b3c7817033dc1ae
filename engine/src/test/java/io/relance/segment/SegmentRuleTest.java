package io.relance.segment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.relance.ApiTest;
import io.relance.contact.ContactInput;
import io.relance.core.Rejected;
import io.relance.segment.RandomRule.Someone;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.PlatformTransactionManager;

/** Rules become SQL that counts what they say, and nothing typed becomes SQL. */
@NullUnmarked
class SegmentRuleTest extends ApiTest {

  private static final String PREVIEW = "/api/segments/preview";

  @Autowired private Rules rules;
  @Autowired private RuleWords words;
  @Autowired private PlatformTransactionManager transactions;

  @BeforeEach
  void fieldsAndJourneys() {
    contacts.put(
        "first",
        ContactInput.NOTHING
            .attribute("city", "Lyon")
            .attribute("points", 5)
            .attribute("vip", true)
            .attribute("birth", "1990-05-01")
            .attribute("likes", List.of("tea"))
            .attribute("address", Map.of("street", "x")),
        true);
    jdbc.sql("DELETE FROM contact").update();
    SegmentCrowd crowd = new SegmentCrowd(jdbc, clock.instant(), new Random(1));
    crowd.journey("welcome");
    crowd.journey("winback");
    call("POST", "/api/segments", "{\"name\": \"Chosen\", \"kind\": \"list\"}").ok(201);
  }

  private JsonNode preview(String rule) {
    return call("POST", PREVIEW, "{\"rule\": " + rule + "}").ok(200);
  }

  @Test
  void generatedRulesCountWhatTheySay() {
    long seed = Long.getLong("relance.seed", System.nanoTime());
    System.err.println("SegmentRuleTest: -Drelance.seed=" + seed);
    Random random = new Random(seed);
    List<Someone> people = new SegmentCrowd(jdbc, clock.instant(), random).people(250);
    long counted = 0;
    for (int i = 0; i < 250; i++) {
      RandomRule rule = RandomRule.draw(random, 3);
      JsonNode answer = preview(rule.json().toString());
      long expected = people.stream().filter(rule.java()).count();
      assertThat(answer.path("count").asLong())
          .as("seed %s, rule %s: %s", seed, i, rule.json())
          .isEqualTo(expected);
      assertThat(answer.path("sample").size()).isEqualTo((int) Math.min(10, expected));
      counted += expected > 0 && expected < people.size() ? 1 : 0;
    }
    assertThat(counted).as("rules that are true of some").isGreaterThan(120);
  }

  @Test
  void theChainTellsWhatEachConditionLeaves() {
    List<String> values = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      values.add("('n-%d', jsonb_build_object('points', %d), now(), now())".formatted(i, i));
    }
    jdbc.sql(
            "INSERT INTO contact (external_id, attributes, created_at, changed_at) VALUES "
                + String.join(", ", values))
        .update();
    JsonNode all =
        preview(
            """
            {"all": [{"kind": "field", "field": "attributes.points", "op": "lessThan", "value": 60},
                     {"kind": "field", "field": "attributes.points", "op": "atLeast", "value": 15},
                     {"not": {"kind": "field", "field": "attributes.points", "op": "is", "value": 20}}]}
            """);
    assertThat(all.path("everyone").asInt()).isEqualTo(100);
    assertThat(chain(all)).isEqualTo("rule.all[0]=60 rule.all[1]=45 rule.all[2]=44");
    assertThat(all.path("count").asInt()).isEqualTo(44);
    assertThat(all.path("sample").path(0).path("externalId").asText()).isEqualTo("n-59");
    JsonNode any =
        preview(
            """
            {"any": [{"kind": "field", "field": "attributes.points", "op": "lessThan", "value": 30},
                     {"kind": "field", "field": "attributes.points", "op": "between", "value": [20, 39]}]}
            """);
    assertThat(chain(any)).isEqualTo("rule.any[0]=30 rule.any[1]=40");
    assertThat(any.path("elapsed").asLong(-1)).isNotNegative();
  }

  private static String chain(JsonNode preview) {
    List<String> steps = new ArrayList<>();
    preview
        .path("steps")
        .forEach(it -> steps.add(it.path("path").asText() + "=" + it.path("count").asLong()));
    return String.join(" ", steps);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          17                                                                            | rule            | object
          {}                                                                            | rule            | kind
          {"all": []}                                                                   | rule.all        | group
          {"any": {"kind": "field"}}                                                    | rule.any        | group
          {"all": [{"kind": "nonsense"}]}                                               | rule.all[0].kind | kind
          {"kind": "field", "op": "is", "value": "x"}                                   | rule.field      | missing
          {"kind": "field", "field": "attributes.nope", "op": "is", "value": "x"}       | rule.field      | field
          {"kind": "field", "field": "c.id; --", "op": "is", "value": "x"}              | rule.field      | field
          {"kind": "field", "field": "email", "op": "lessThan", "value": "x"}           | rule.op         | choice
          {"kind": "field", "field": "email", "op": "is"}                               | rule.value      | missing
          {"kind": "field", "field": "email", "op": "is", "value": 7}                   | rule.value      | text
          {"kind": "field", "field": "email", "op": "known", "value": "x"}              | rule.value      | no-value
          {"kind": "field", "field": "email", "op": "is", "value": "x\\u0000"}          | rule.value      | text-long
          {"kind": "field", "field": "email", "op": "in", "value": []}                  | rule.value      | many
          {"kind": "field", "field": "email", "op": "in", "value": ["a", 1]}            | rule.value[1]   | text
          {"kind": "field", "field": "score", "op": "is", "value": "7"}                 | rule.value      | number
          {"kind": "field", "field": "score", "op": "is", "value": 1e300}               | rule.value      | number
          {"kind": "field", "field": "score", "op": "between", "value": [9, 1]}         | rule.value      | order
          {"kind": "field", "field": "score", "op": "between", "value": [9]}            | rule.value      | two
          {"kind": "field", "field": "attributes.vip", "op": "is", "value": "yes"}      | rule.value      | truth
          {"kind": "field", "field": "attributes.birth", "op": "on", "value": "2027-02-30"} | rule.value  | date
          {"kind": "field", "field": "attributes.birth", "op": "inLastDays", "value": -1} | rule.value    | whole
          {"kind": "field", "field": "attributes.address", "op": "is", "value": "x"}    | rule.op         | choice
          {"kind": "field", "field": "email", "op": "is", "value": "x", "sql": "1=1"}   | rule            | member
          {"kind": "freshness", "field": "score", "op": "within", "days": 3}            | rule.field      | field
          {"kind": "freshness", "field": "email", "op": "within", "days": 0}            | rule.days       | whole
          {"kind": "consent", "channel": "pigeon", "purpose": "marketing", "status": "granted"} | rule.channel | choice
          {"kind": "consent", "channel": "webhook", "purpose": "marketing", "status": "granted"} | rule.channel | choice
          {"kind": "message", "did": "eaten"}                                           | rule.did        | choice
          {"kind": "message", "did": "sent", "journey": "nowhere"}                      | rule.journey    | journey
          {"kind": "message", "did": "sent", "journey": "welcome", "step": "mail_9"}    | rule.step       | step
          {"kind": "message", "did": "sent", "step": "mail_1"}                          | rule.step       | step-alone
          {"kind": "message", "did": "opened", "link": "shop"}                          | rule.link       | link
          {"kind": "event", "name": "a'b"}                                              | rule.name       | event
          {"kind": "event", "name": "x", "atLeast": 0}                                  | rule.atLeast    | whole
          {"kind": "event", "name": "x", "where": [{"property": "p", "op": "before", "value": "y"}]} | rule.where[0].op | choice
          {"kind": "journey", "journey": "welcome", "state": "inside", "outcome": "x"}  | rule.outcome    | outcome
          {"kind": "member", "segment": "nobody"}                                       | rule.segment    | segment
          """)
  void whatIsWrongIsNamedByItsPlace(String rule, String path, String code) {
    JsonNode problem =
        call("POST", PREVIEW, "{\"rule\": " + rule + "}").problem(422, "rule-invalid");
    List<String> found = new ArrayList<>();
    problem
        .path("problems")
        .forEach(
            it -> {
              assertThat(it.path("message").asText())
                  .isNotBlank()
                  .doesNotContain("segment.problem");
              found.add(it.path("path").asText() + " " + it.path("rule").asText());
            });
    assertThat(found).contains(path + " " + code);
  }

  @Test
  void everyProblemIsToldAtOnce() {
    JsonNode problem =
        call(
                "POST",
                PREVIEW,
                """
                {"rule": {"all": [{"kind": "field", "field": "score", "op": "is", "value": "x"},
                                  {"not": {"any": [{"kind": "member", "segment": "nobody"}]}}]}}
                """)
            .problem(422, "rule-invalid");
    assertThat(problem.path("problems").findValuesAsText("path"))
        .containsExactly("rule.all[0].value", "rule.all[1].not.any[0].segment");
    assertThat(problem.path("detail").asText()).contains("2 parts");
  }

  @Test
  void aRuleIsBoundedInDepthAndSize() {
    String deep = "{\"not\":".repeat(9) + "{\"kind\":\"event\",\"name\":\"x\"}" + "}".repeat(9);
    JsonNode problem =
        call("POST", PREVIEW, "{\"rule\": " + deep + "}").problem(422, "rule-invalid");
    assertThat(problem.path("problems").findValuesAsText("rule")).containsExactly("deep");
    String wide =
        IntStream.range(0, 300)
            .mapToObj(i -> "{\"kind\":\"event\",\"name\":\"x\"}")
            .collect(Collectors.joining(",", "{\"any\":[", "]}"));
    problem = call("POST", PREVIEW, "{\"rule\": " + wide + "}").problem(422, "rule-invalid");
    assertThat(problem.path("problems").findValuesAsText("rule")).containsExactly("large");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'; DROP TABLE contact; --",
        "x' OR '1'='1",
        "\\",
        "\\'",
        "%",
        "_",
        ":r1",
        ":r1)",
        "$1",
        "?",
        "{0}",
        "\"; --",
        "/*",
        "$$ x $$",
        "E'\\\\'",
        "�\uD83D\uDE00"
      })
  void whatIsTypedIsAValueOnly(String typed) {
    new SegmentCrowd(jdbc, clock.instant(), new Random(2)).people(20);
    List<ObjectNode> conditions = new ArrayList<>();
    for (String op : List.of("is", "contains", "startsWith", "endsWith")) {
      for (String field : List.of("email", "attributes.city")) {
        conditions.add(
            RandomRule.condition("field").put("field", field).put("op", op).put("value", typed));
      }
    }
    ObjectNode in = RandomRule.condition("field").put("field", "phone").put("op", "in");
    in.putArray("value").add(typed);
    conditions.add(in);
    conditions.add(
        RandomRule.condition("field")
            .put("field", "attributes.likes")
            .put("op", "contains")
            .put("value", typed));
    conditions.add(RandomRule.condition("message").put("did", "clicked").put("link", typed));
    conditions.add(
        RandomRule.condition("journey")
            .put("journey", "welcome")
            .put("state", "ended")
            .put("outcome", typed));
    ObjectNode event = RandomRule.condition("event").put("name", "order.paid");
    event.putArray("where").addObject().put("property", typed).put("op", "is").put("value", typed);
    conditions.add(event);
    // In the middle of a city there is a % or a backslash: as signs, not as patterns.
    long cities =
        jdbc.sql(
                "SELECT count(*) FROM contact WHERE strpos(lower(attributes ->> 'city'), lower(:typed)) > 0")
            .param("typed", typed)
            .query(Long.class)
            .single();
    for (ObjectNode condition : conditions) {
      long count = preview(condition.toString()).path("count").asLong();
      boolean within = condition.path("field").asText().equals("attributes.city");
      assertThat(count).as("%s", condition).isLessThanOrEqualTo(within ? cities : 0);
      if (within && condition.path("op").asText().equals("contains")) {
        assertThat(count).isEqualTo(cities);
      }
    }
    for (String name : List.of("kind", "field", "op")) {
      ObjectNode bad =
          RandomRule.condition("field").put("field", "email").put("op", "is").put("value", "x");
      bad.put(name, typed);
      call("POST", PREVIEW, "{\"rule\": " + bad + "}").problem(422, "rule-invalid");
    }
    assertThat(jdbc.sql("SELECT count(*) FROM contact").query(Long.class).single()).isEqualTo(20);
  }

  @Test
  void oneOddDateDoesNotBreakTheCount() {
    for (String odd :
        List.of(
            "today",
            "0000-01-01",
            "2027-02-30",
            "2027-03-01T10:00:00+18:00",
            "",
            "x",
            "2027-03-01T10:00:00Z")) {
      jdbc.sql(
              """
              INSERT INTO contact (external_id, attributes, created_at, changed_at)
              VALUES (:odd, jsonb_build_object('birth', CAST(:odd AS text)), now(), now())
              """)
          .param("odd", odd)
          .update();
    }
    JsonNode answer =
        preview(
            "{\"kind\": \"field\", \"field\": \"attributes.birth\", \"op\": \"on\", \"value\": \"2027-03-01\"}");
    assertThat(answer.path("count").asInt()).isEqualTo(1);
  }

  @Test
  void daysBeginWhereTheInstallationLives() {
    jdbc.sql(
            """
            INSERT INTO contact (external_id, attributes, created_at, changed_at)
            VALUES ('late', '{"birth": "2027-02-28T23:30:00Z"}', '2027-02-28T23:30:00Z', now())
            """)
        .update();
    for (String field : List.of("attributes.birth", "createdAt")) {
      assertThat(
              preview(
                      "{\"kind\": \"field\", \"field\": \"%s\", \"op\": \"on\", \"value\": \"2027-03-01\"}"
                          .formatted(field))
                  .path("count")
                  .asInt())
          .as(field)
          .isEqualTo(1);
    }
  }

  @Test
  void freshnessAsksWhenAFieldWasWritten() {
    for (String at : List.of("2027-02-20T08:00:00Z", "2026-12-01T08:00:00.5Z", "never")) {
      jdbc.sql(
              """
              INSERT INTO contact (external_id, touched, created_at, changed_at)
              VALUES (:at, jsonb_build_object('city', jsonb_build_object('at', CAST(:at AS text))), now(), now())
              """)
          .param("at", at)
          .update();
    }
    String rule =
        "{\"kind\": \"freshness\", \"field\": \"attributes.city\", \"op\": \"%s\", \"days\": 30}";
    assertThat(preview(rule.formatted("within")).path("count").asInt()).isEqualTo(1);
    assertThat(preview(rule.formatted("older")).path("count").asInt()).isEqualTo(2);
  }

  @Test
  void whatTakesTooLongIsBrokenOffAndSaysWhere() {
    jdbc.sql(
            """
            INSERT INTO contact (external_id, attributes, created_at, changed_at)
            SELECT 'n-' || i, jsonb_build_object('city', 'Lyon' || i), now(), now() FROM generate_series(1, 30000) i
            """)
        .update();
    Audience hasty =
        new Audience(
            jdbc,
            transactions,
            rules,
            words,
            new SegmentSettings(
                Duration.ofMillis(2), Duration.ofMinutes(1), Duration.ofMinutes(1)));
    RuleReading.Result rule =
        rules.read(
            RuleReading.parse(
                """
                {"all": [{"kind": "field", "field": "score", "op": "atLeast", "value": 0},
                         {"kind": "event", "name": "x", "atLeast": 2, "where": [{"property": "p", "op": "is", "value": "q"}]},
                         {"kind": "field", "field": "attributes.city", "op": "contains", "value": "on77"}]}
                """),
            null);
    Assertions.assertThatThrownBy(() -> hasty.preview(rule, 10))
        .isInstanceOfSatisfying(
            Rejected.class,
            no -> {
              assertThat(no.type()).isEqualTo("segment-too-slow");
              assertThat(no.members()).containsKeys("estimate", "problems");
              assertThat(String.valueOf(no.members())).contains("rule.all[");
            });
  }
}
