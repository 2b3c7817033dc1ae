package io.relance.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.relance.ApiTest;
import io.relance.Sketch;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code POST /api/events}, row by row of api.md. */
class EventApiTest extends ApiTest {

  @BeforeEach
  void somebody() {
    subscriber("lea", input -> input);
  }

  private static String event(String id, String more) {
    return "{\"id\": \"%s\", \"name\": \"OrderPlaced\", \"contact\": \"lea\"%s}"
        .formatted(id, more);
  }

  private long stored() {
    return jdbc.sql("SELECT count(*) FROM event WHERE source = 'api'").query(Long.class).single();
  }

  @Test
  void takesAnEventAndSaysSo() {
    JsonNode answer =
        call(
                "POST",
                "/api/events",
                event(
                    "1",
                    ", \"key\": \"cart-1\", \"occurredAt\": \"2027-03-01T09:00:00+01:00\", \"properties\": {\"total\": 80.5}"))
            .ok(202);
    assertThat(answer.path("accepted").asInt()).isEqualTo(1);
    assertThat(answer.path("repeated").asInt()).isZero();
    assertThat(stored()).isEqualTo(1);
  }

  @Test
  void takesTheSameEventTwiceAsOne() {
    call("POST", "/api/events", event("1", ", \"properties\": {\"a\": 1, \"b\": 2}")).ok(202);
    JsonNode again =
        call("POST", "/api/events", event("1", ", \"properties\": {\"b\": 2, \"a\": 1}")).ok(202);
    assertThat(again.path("repeated").asInt()).isEqualTo(1);
    assertThat(stored()).isEqualTo(1);
  }

  @Test
  void refusesAnotherEventUnderAKnownId() {
    call("POST", "/api/events", event("1", ", \"properties\": {\"total\": 80}")).ok(202);
    JsonNode problem =
        call("POST", "/api/events", event("1", ", \"properties\": {\"total\": 81}"))
            .problem(422, "event-contradicted");
    assertThat(problem.path("errors").get(0).path("field").asText()).isEqualTo("id");
    assertThat(stored()).isEqualTo(1);
  }

  @Test
  void saysWhoIsNotKnown() {
    JsonNode problem =
        call(
                "POST",
                "/api/events",
                "{\"id\": \"1\", \"name\": \"OrderPlaced\", \"contact\": \"nobody\"}")
            .problem(404, "unknown-contact");
    assertThat(problem.path("detail").asText()).contains("nobody", "PUT /api/contacts/nobody");
  }

  @Test
  void keepsAnEventOfSomebodyWithoutAName() {
    call(
            "POST",
            "/api/events",
            "{\"id\": \"1\", \"name\": \"PageSeen\", \"anonymousId\": \"c00kie\"}")
        .ok(202);
    assertThat(stored()).isEqualTo(1);
  }

  @Test
  void takesAListAsAWholeOrNotAtAll() {
    JsonNode answer =
        call(
                "POST",
                "/api/events",
                "[" + event("1", "") + "," + event("2", "") + "," + event("1", "") + "]")
            .ok(202);
    assertThat(answer.path("accepted").asInt()).isEqualTo(2);
    assertThat(answer.path("repeated").asInt()).isEqualTo(1);

    JsonNode problem =
        call(
                "POST",
                "/api/events",
                "[" + event("3", "") + ",{\"id\": \"4\", \"contact\": \"lea\"}]")
            .problem(422, "invalid-event");
    assertThat(problem.path("errors").get(0).path("field").asText()).isEqualTo("[1].name");
    assertThat(stored()).as("the good one beside the bad one").isEqualTo(2);
  }

  @Test
  void takesAThousandAtOnceAndNotOneMore() {
    String thousand =
        IntStream.range(0, 1000).mapToObj(i -> event("e" + i, "")).collect(Collectors.joining(","));
    call("POST", "/api/events", "[" + thousand + "," + event("more", "") + "]")
        .problem(413, "too-many-events");
    assertThat(stored()).isZero();
    assertThat(call("POST", "/api/events", "[" + thousand + "]").ok(202).path("accepted").asInt())
        .isEqualTo(1000);
    call("POST", "/api/events", "[]").ok(202);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'id': '1', 'contact': 'lea'                                        | name",
        "'id': '1', 'name': ' ', 'contact': 'lea'                           | name",
        "'id': '1', 'name': 'a/b', 'contact': 'lea'                         | name",
        "'id': '1', 'name': 7, 'contact': 'lea'                             | name",
        "'name': 'A', 'contact': 'lea'                                      | id",
        "'id': '1', 'name': 'A'                                             | contact",
        "'id': '1', 'name': 'A', 'contact': 'lea', 'anonymousId': 'x'       | contact",
        "'id': '1', 'name': 'A', 'contact': 'lea', 'occurredAt': 'today'    | occurredAt",
        "'id': '1', 'name': 'A', 'contact': 'lea', 'properties': [1]        | properties",
        "'id': '1', 'name': 'A', 'contact': 'lea', 'propertys': {}          | propertys",
        "'id': '1', 'name': 'A', 'contact': 'lea', 'properties': {'a':'\\u0000'} | properties",
      })
  void namesTheFieldThatIsWrong(String fields, String wrong) {
    JsonNode problem =
        call("POST", "/api/events", "{" + fields.replace('\'', '"') + "}")
            .problem(422, "invalid-event");
    assertThat(problem.path("errors").get(0).path("field").asText()).isEqualTo(wrong);
    assertThat(stored()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "{\"id\": 1,}", "nonsense", "{\"id\":\"1\",\"id\":\"2\"}"})
  void refusesWhatIsNoJson(String body) {
    call("POST", "/api/events", body).problem(400, "unreadable");
  }

  @ParameterizedTest
  @ValueSource(strings = {"7", "null", "\"text\"", "[7]"})
  void refusesJsonThatIsNoEvent(String body) {
    Answer answer = call("POST", "/api/events", body);
    assertThat(answer.status()).as(answer.http().body()).isIn(400, 422);
    assertThat(answer.http().headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/problem+json");
  }

  @Test
  void refusesPropertiesThatAreTooLargeOrTooDeep() {
    call(
            "POST",
            "/api/events",
            event("1", ", \"properties\": {\"a\": \"" + "x".repeat(70_000) + "\"}"))
        .problem(422, "invalid-event");
    call(
            "POST",
            "/api/events",
            event("1", ", \"properties\": " + "{\"a\":".repeat(60) + "1" + "}".repeat(60)))
        .problem(400, "unreadable");
    assertThat(stored()).isZero();
  }

  @Test
  void letsNobodyInWithoutAToken() {
    assertThat(
            send(request("/api/events")
                    .header("Content-Type", "application/json")
                    .POST(java.net.http.HttpRequest.BodyPublishers.ofString(event("1", ""))))
                .statusCode())
        .isEqualTo(401);
  }

  @Test
  void anEventMovesTheTokenThatWaitsForIt() {
    publishDiagram(Sketch.waitingFor("waiting", "OrderPlaced"));
    call("POST", "/api/journeys/waiting/enrolments", "{\"contact\": \"lea\"}").ok(201);
    settle();
    call("POST", "/api/events", event("1", ", \"properties\": {\"total\": 80}")).ok(202);
    call("POST", "/api/events", event("1", ", \"properties\": {\"total\": 80}")).ok(202);
    settle();
    assertThat(ends("waiting")).isEqualTo(Map.of("happened", 1L));
    assertTheBooksBalance();
  }

  @Test
  void anEventWithAKeyReachesOnlyTheEnrolmentOfThatObject() {
    publishDiagram(Sketch.waitingFor("waiting", "OrderPlaced"));
    for (String object : new String[] {"a", "b"}) {
      call(
              "POST",
              "/api/journeys/waiting/enrolments",
              "{\"contact\": \"lea\", \"objectId\": \"" + object + "\"}")
          .ok(201);
    }
    call("POST", "/api/journeys/waiting/enrolments", "{\"contact\": \"lea\"}").ok(201);
    settle();
    call("POST", "/api/events", event("1", ", \"key\": \"a\"")).ok(202);
    settle();
    assertThat(ends("waiting"))
        .as("that object's, and the one without")
        .isEqualTo(Map.of("happened", 2L, "inside", 1L));
    call("POST", "/api/events", event("2", "")).ok(202);
    settle();
    assertThat(ends("waiting")).isEqualTo(Map.of("happened", 3L));
  }
}
