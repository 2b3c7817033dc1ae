package io.relance.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.relance.ApiTest;
import java.time.Duration;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** Whom rules name, and whom somebody called. */
@NullUnmarked
class NamesInRulesTest extends ApiTest {

  private static final String RULE =
      """
      {"id": "chosen", "name": "Chosen", "rule": {"any": [
        {"kind": "field", "field": "email", "op": "is", "value": "Zelda@example.com"},
        {"kind": "field", "field": "externalId", "op": "in", "value": ["ada", "zelda"]},
        {"kind": "field", "field": "email", "op": "endsWith", "value": "@example.org"}]}}
      """;

  @Test
  void whoIsErasedIsNamedByNoRuleAndByNoFormerOne() {
    subscriber("zelda", it -> it);
    subscriber("ada", it -> it);
    call("POST", "/api/segments", RULE).ok(201);
    call("PUT", "/api/segments/chosen", RULE.replace("Chosen", "Once chosen")).ok(200);
    call(
            "POST",
            "/api/tables",
            "{\"name\": \"visits\", \"columns\": [{\"name\": \"host\", \"type\": \"text\"}]}")
        .ok(201);
    call(
            "POST",
            "/api/aggregates",
            """
            {"name": "hosted", "table": "visits", "function": "count",
             "filters": [{"column": "host", "operator": "one_of", "value": ["zelda", "ada"]}]}
            """)
        .ok(201);
    call(
            "POST",
            "/api/formulas",
            "{\"name\": \"it_is_her\", \"rule\": {\"value\": \"contact.email\", \"operator\": \"equal\", \"to\": \"zelda@example.com\"}}")
        .ok(201);

    contacts.erase(contacts.named("zelda").id());

    for (String text :
        new String[] {
          "SELECT string_agg(rule::text, ' ') FROM segment",
          "SELECT string_agg(rule::text, ' ') FROM segment_version",
          "SELECT string_agg(filters::text, ' ') FROM mart_aggregate",
          "SELECT string_agg(rule::text, ' ') FROM mart_formula"
        }) {
      assertThat(jdbc.sql(text).query(String.class).single())
          .doesNotContainIgnoringCase("zelda")
          .contains("(erased)");
    }
    assertThat(read("/api/segments/chosen/count").ok(200).path("count").asLong()).isEqualTo(1);
    assertThat(
            read("/api/segments/chosen/members")
                .ok(200)
                .path("items")
                .findValuesAsText("externalId"))
        .containsExactly("ada");
  }

  @Test
  void calledIsWhoeverAPersonCalledOrAMachineSpokeTo() {
    for (String person : new String[] {"a", "b", "c", "d"}) {
      subscriber(person, it -> it);
    }
    jdbc.sql(
            """
            INSERT INTO task_done (contact_id, journey_key, step, outcome, who, at)
            SELECT id, 'calls', 'call', 'reached', 'paul', :at FROM contact WHERE external_id = 'a'
            """)
        .param("at", T0.minus(Duration.ofDays(10)).atOffset(java.time.ZoneOffset.UTC))
        .update();
    jdbc.sql(
            """
            INSERT INTO task_done (contact_id, journey_key, step, outcome, who, at)
            SELECT id, 'calls', 'call', 'no-answer', 'paul', :at FROM contact WHERE external_id = 'b'
            """)
        .param("at", T0.minus(Duration.ofDays(100)).atOffset(java.time.ZoneOffset.UTC))
        .update();
    jdbc.sql(
            """
            INSERT INTO message (id, dedupe_key, contact_id, journey_key, version, step, process_instance_id, execution_id,
                                 channel, purpose, state, due_at, expires_at, created_at, settled_at)
            SELECT gen_random_uuid(), 'x', id, 'calls', 1, 'say', 'x', 'x', 'voice', 'marketing', 'ACCEPTED', :at, :at, :at, :at
              FROM contact WHERE external_id = 'c'
            """)
        .param("at", T0.minus(Duration.ofDays(20)).atOffset(java.time.ZoneOffset.UTC))
        .update();

    assertThat(count("{'kind': 'call'}")).isEqualTo(3);
    assertThat(count("{'kind': 'call', 'lastDays': 90}")).isEqualTo(2);
    assertThat(count("{'not': {'kind': 'call', 'lastDays': 90}}")).isEqualTo(2);
    assertThat(count("{'kind': 'call', 'outcome': 'no-answer'}")).isEqualTo(1);

    call("POST", "/api/contacts/d/merge", "{\"with\": \"a\"}").ok(200);
    assertThat(count("{'kind': 'call', 'outcome': 'reached'}")).isEqualTo(1);
  }

  private long count(String rule) {
    return call("POST", "/api/segments/preview", "{\"rule\": " + rule.replace('\'', '"') + "}")
        .ok(200)
        .path("count")
        .asLong();
  }
}
