package io.relance.segment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.relance.ApiTest;
import io.relance.Sketch;
import io.relance.contact.ContactInput;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Segments as another system sees them. */
@NullUnmarked
class SegmentApiTest extends ApiTest {

  private static final String SEGMENTS = "/api/segments";
  private static final String IN_LYON =
      "{\"kind\": \"field\", \"field\": \"attributes.city\", \"op\": \"is\", \"value\": \"Lyon\"}";

  @BeforeEach
  void people() {
    for (int i = 0; i < 5; i++) {
      contacts.put(
          "c-" + i,
          ContactInput.NOTHING
              .with("email", "c" + i + "@example.com")
              .attribute("city", i < 3 ? "Lyon" : "Paris")
              .attribute("firstName", "Léa"),
          true);
    }
  }

  private JsonNode make(String name, String rule) {
    return call("POST", SEGMENTS, "{\"name\": \"%s\", \"rule\": %s}".formatted(name, rule)).ok(201);
  }

  private static String member(String key) {
    return "{\"kind\": \"member\", \"segment\": \"" + key + "\"}";
  }

  @Test
  void aSegmentIsMadeReadCountedAndWalkedThrough() {
    JsonNode made = make("À Lyon !", "{\"all\": [" + IN_LYON + "]}");
    assertThat(made.path("id").asText()).isEqualTo("a-lyon");
    assertThat(made.path("kind").asText()).isEqualTo("dynamic");
    assertThat(made.path("version").asInt()).isEqualTo(1);
    assertThat(made.path("changedBy").asText()).startsWith("token:");
    JsonNode read = read(SEGMENTS + "/a-lyon").ok(200);
    assertThat(read.path("rule").path("all").path(0).path("value").asText()).isEqualTo("Lyon");
    assertThat(read(SEGMENTS + "/a-lyon/count").ok(200).path("count").asInt()).isEqualTo(3);
    assertThat(read(SEGMENTS).ok(200).path("items").path(0).path("id").asText())
        .isEqualTo("a-lyon");

    List<String> walked = new ArrayList<>();
    String next = "";
    do {
      JsonNode page = read(SEGMENTS + "/a-lyon/members?limit=2" + next).ok(200);
      walked.addAll(page.path("items").findValuesAsText("externalId"));
      next = page.path("next").isTextual() ? "&cursor=" + page.path("next").asText() : "";
    } while (!next.isEmpty());
    assertThat(walked).containsExactly("c-0", "c-1", "c-2");
    read(SEGMENTS + "/a-lyon/members?cursor=nonsense").problem(400, "bad-cursor");
  }

  @Test
  void namesThatAreTheSameMakeKeysThatAreNot() {
    assertThat(make("Lyon", IN_LYON).path("id").asText()).isEqualTo("lyon");
    assertThat(make("Lyon", IN_LYON).path("id").asText()).isEqualTo("lyon-2");
    assertThat(make("Everyone", IN_LYON).path("id").asText()).isEqualTo("everyone-2");
    assertThat(make("日本", IN_LYON).path("id").asText()).isEqualTo("segment");
    call("POST", SEGMENTS, "{\"id\": \"lyon\", \"name\": \"x\", \"rule\": " + IN_LYON + "}")
        .problem(409, "segment-exists");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"rule": RULE}                                             | 422 | segment-invalid
          {"name": "  ", "rule": RULE}                               | 422 | segment-invalid
          {"name": "x"}                                              | 422 | segment-invalid
          {"name": "x", "kind": "cloud", "rule": RULE}               | 422 | segment-invalid
          {"name": "x", "kind": "list", "rule": RULE}                | 422 | segment-invalid
          {"name": "x", "id": "Not A Key", "rule": RULE}             | 422 | segment-invalid
          {"name": "x", "id": "everyone", "rule": RULE}              | 422 | segment-invalid
          {"name": "x", "id": "x", "rule": {"kind": "member", "segment": "x"}} | 422 | rule-invalid
          {"name": "x", "rule": {"kind": "nonsense"}}                | 422 | rule-invalid
          {"name": "x", "rule": RULE, "colour": "red"}               | 400 | invalid
          """)
  void whatIsWrongIsRefused(String body, int status, String type) {
    call("POST", SEGMENTS, body.replace("RULE", IN_LYON)).problem(status, type);
    assertThat(read(SEGMENTS).ok(200).path("items")).isEmpty();
  }

  @Test
  void aChangeIsAVersionAndDoesNotOverwriteAnother() {
    make("Lyon", IN_LYON);
    String paris = IN_LYON.replace("Lyon", "Paris");
    String change = "{\"name\": \"Paris\", \"version\": 1, \"rule\": " + paris + "}";
    assertThat(call("PUT", SEGMENTS + "/lyon", change).ok(200).path("version").asInt())
        .isEqualTo(2);
    call("PUT", SEGMENTS + "/lyon", change).problem(409, "segment-changed");
    String same = change.replace("\"version\": 1,", "");
    assertThat(call("PUT", SEGMENTS + "/lyon", same).ok(200).path("version").asInt()).isEqualTo(2);
    JsonNode versions = read(SEGMENTS + "/lyon/versions").ok(200).path("items");
    assertThat(versions.findValuesAsText("name")).containsExactly("Paris", "Lyon");
    assertThat(versions.path(1).path("rule").path("value").asText()).isEqualTo("Lyon");
    assertThat(read(SEGMENTS + "/lyon/count").ok(200).path("count").asInt()).isEqualTo(2);
    assertThat(
            jdbc.sql("SELECT action FROM audit WHERE what = 'lyon' ORDER BY id")
                .query(String.class)
                .list())
        .containsExactly("segment.created", "segment.changed");
  }

  @Test
  void aListHoldsWhomItIsTold() {
    call("POST", SEGMENTS, "{\"name\": \"Press\", \"kind\": \"list\"}").ok(201);
    JsonNode added =
        call("POST", SEGMENTS + "/press/members", "{\"add\": [\"c-0\", \"c-4\", \"c-4\", \"x-9\"]}")
            .ok(200);
    assertThat(added.path("added").asInt()).isEqualTo(2);
    assertThat(added.path("unknown").path(0).asText()).isEqualTo("x-9");
    JsonNode changed =
        call(
                "POST",
                SEGMENTS + "/press/members",
                "{\"add\": [\"c-1\"], \"remove\": [\"c-0\", \"c-2\"]}")
            .ok(200);
    assertThat(changed.path("removed").asInt()).isEqualTo(1);
    assertThat(
            read(SEGMENTS + "/press/members").ok(200).path("items").findValuesAsText("externalId"))
        .containsExactly("c-1", "c-4");
    make("In Lyon, not press", "{\"all\": [" + IN_LYON + ", {\"not\": " + member("press") + "}]}");
    assertThat(read(SEGMENTS + "/in-lyon-not-press/count").ok(200).path("count").asInt())
        .isEqualTo(2);
    call("POST", SEGMENTS + "/in-lyon-not-press/members", "{\"add\": [\"c-1\"]}")
        .problem(409, "segment-dynamic");
    contacts.erase(contacts.named("c-4").id());
    assertThat(read(SEGMENTS + "/press/count").ok(200).path("count").asInt()).isEqualTo(1);
  }

  @Test
  void segmentsOfSegmentsFormNoCircle() {
    make("One", IN_LYON);
    make("Two", "{\"not\": " + member("one") + "}");
    make("Three", "{\"any\": [" + member("two") + "]}");
    assertThat(read(SEGMENTS + "/three/count").ok(200).path("count").asInt()).isEqualTo(2);
    JsonNode problem =
        call("PUT", SEGMENTS + "/one", "{\"name\": \"One\", \"rule\": " + member("three") + "}")
            .problem(422, "rule-invalid");
    assertThat(problem.path("problems").path(0).path("rule").asText()).isEqualTo("circle");
    assertThat(problem.path("problems").path(0).path("path").asText()).isEqualTo("rule.segment");
    assertThat(
            call(
                    "POST",
                    SEGMENTS + "/preview",
                    "{\"segment\": \"one\", \"rule\": " + member("one") + "}")
                .problem(422, "rule-invalid")
                .path("problems")
                .findValuesAsText("rule"))
        .containsExactly("circle");
  }

  @Test
  void whatIsInUseIsNotDeleted() {
    make("One", IN_LYON);
    make("Two", "{\"not\": " + member("one") + "}");
    assertThat(
            call("DELETE", SEGMENTS + "/one")
                .problem(409, "segment-in-use")
                .path("detail")
                .asText())
        .contains("the segment two");
    call("DELETE", SEGMENTS + "/two");
    publishDiagram(
        Sketch.waitingFor("listens", "SegmentEntered_one")
            .replace("name=\"SegmentEntered_one\"", "name=\"SegmentEntered:one\""));
    assertThat(
            call("DELETE", SEGMENTS + "/one")
                .problem(409, "segment-in-use")
                .path("detail")
                .asText())
        .contains("the journey listens");
    call("POST", "/api/journeys/listens/stop").ok(200);
    assertThat(call("DELETE", SEGMENTS + "/one").status()).isEqualTo(204);
    read(SEGMENTS + "/one").problem(404, "segment-not-found");
  }

  @Test
  void theVocabularyTellsWhatARuleCanBeMadeOf() {
    tell(contacts.named("c-1").id(), "order.paid", null, Map.of());
    tell(contacts.named("c-2").id(), "order.paid", null, Map.of());
    tell(contacts.named("c-2").id(), "cart.left", null, Map.of());
    make("Lyon", IN_LYON);
    JsonNode words = read(SEGMENTS + "/vocabulary").ok(200);
    assertThat(words.path("events").toString()).isEqualTo("[\"cart.left\",\"order.paid\"]");
    assertThat(words.path("fields").findValuesAsText("name")).contains("email", "attributes.city");
    assertThat(words.path("channels").toString()).contains("email").doesNotContain("webhook");
    assertThat(words.path("segments").path(0).path("id").asText()).isEqualTo("lyon");
  }

  @Test
  void problemsAreToldInTheLanguageOfTheCaller() {
    String answer =
        send(authorized(SEGMENTS + "/preview")
                .header("Content-Type", "application/json")
                .header("Accept-Language", "fr")
                .POST(BodyPublishers.ofString("{\"rule\": " + member("nobody") + "}")))
            .body();
    assertThat(answer).contains("Il n’y a pas de segment");
  }

  @Test
  void aFieldThatASegmentAsksForIsNotDeleted() {
    make("Lyon", IN_LYON);
    assertThat(call("DELETE", "/api/fields/city", "").problem(409, "field-in-use").toString())
        .contains("segment lyon");
    call("DELETE", SEGMENTS + "/lyon", "").ok(204);
    assertThat(call("DELETE", "/api/fields/city", "").status()).isLessThan(300);
  }

  @Test
  void theMembersOfASegmentAreExported() {
    make("Lyon", IN_LYON);
    String file = read("/api/contacts/export?of=segment:lyon").http().body();
    assertThat(file).contains("c-0", "c-1", "c-2").doesNotContain("c-3", "c-4");
  }

  @Test
  void whoeverIsLeftAfterAMergeIsOnTheListsOfBothAndIsFoundByEitherName() {
    call("POST", SEGMENTS, "{\"name\": \"Guests\", \"kind\": \"list\"}").ok(201);
    call("POST", SEGMENTS + "/guests/members", "{\"add\": [\"c-3\", \"c-4\"]}").ok(200);
    call("POST", "/api/contacts/c-0/merge", "{\"with\": \"c-3\"}").ok(200);
    assertThat(read(SEGMENTS + "/guests/members").ok(200).findValuesAsText("externalId"))
        .containsExactlyInAnyOrder("c-0", "c-4");
    call("POST", SEGMENTS + "/guests/members", "{\"remove\": [\"c-3\"]}").ok(200);
    assertThat(read(SEGMENTS + "/guests/members").ok(200).findValuesAsText("externalId"))
        .containsExactly("c-4");
  }
}
