package io.relance.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.relance.ApiTest;
import io.relance.Sketch;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Enrolments over HTTP, row by row of api.md. */
class EnrolmentApiTest extends ApiTest {

  private static final String DOOR = "/api/journeys/waiting/enrolments";

  @BeforeEach
  void aJourneyAndSomebody() {
    publishDiagram(Sketch.waitingFor("waiting", "OrderPlaced"));
    subscriber("lea", input -> input);
  }

  private static String lea(String more) {
    return "{\"contact\": \"lea\"" + more + "}";
  }

  @Test
  void letsAContactIn() {
    JsonNode entered = call("POST", DOOR, lea(", \"data\": {\"source\": \"api\"}")).ok(201);
    assertThat(entered.path("businessKey").asText()).isEqualTo("waiting:lea");
    assertThat(entered.path("state").asText()).isEqualTo("inside");
    settle();

    JsonNode standing = read(DOOR + "/waiting:lea").ok(200);
    assertThat(standing.path("state").asText()).isEqualTo("waiting");
    assertThat(standing.path("waits").get(0).path("step").asText()).isEqualTo("first");
    assertThat(standing.path("waits").get(0).path("until").asText())
        .isEqualTo(T0.plus(Duration.ofDays(2)).toString());
    assertThat(standing.path("trail").findValuesAsText("step")).contains("start", "mail");
    assertThat(standing.path("version").asInt()).isPositive();
  }

  @Test
  void letsNobodyInTwiceUnderTheSameKey() {
    call("POST", DOOR, lea("")).ok(201);
    call("POST", DOOR, lea("")).problem(409, "already-inside");
    call("POST", DOOR, lea(", \"objectId\": \"cart-1\"")).ok(201);
    call("POST", DOOR, lea(", \"objectId\": \"cart-1\"")).problem(409, "already-inside");
    settle();
    assertThat(ends("waiting")).isEqualTo(Map.of("inside", 2L));
    assertThat(mails("lea")).hasSize(2);
    assertThat(read(DOOR + "/waiting:lea:cart-1").ok(200).path("objectId").asText())
        .isEqualTo("cart-1");
  }

  @Test
  void letsInAgainAfterTheEnd() {
    call("POST", DOOR, lea("")).ok(201);
    moveTo(Duration.ofDays(3));
    assertThat(ends("waiting")).isEqualTo(Map.of("late", 1L));
    call("POST", DOOR, lea("")).ok(201);
  }

  @Test
  void neverLetsInAgainWhereTheJourneySaysSo() {
    publishDiagram(
        Sketch.journey(
            "once",
            "<bpmn:extensionElements><camunda:properties><camunda:property name=\"relance.reentry\" value=\"never\" /></camunda:properties></bpmn:extensionElements>"
                + Sketch.start("start")
                + Sketch.end("end", "done")
                + Sketch.flow("start", "end")));
    call("POST", "/api/journeys/once/enrolments", lea("")).ok(201);
    settle();
    assertThat(ends("once")).isEqualTo(Map.of("done", 1L));
    call("POST", "/api/journeys/once/enrolments", lea("")).problem(409, "already-inside");
  }

  @Test
  void repeatsItsAnswerToARepeatedRequest() {
    Answer first = callOnce("key-1", "POST", DOOR, lea(""));
    Answer again = callOnce("key-1", "POST", DOOR, lea(""));
    assertThat(again.status()).isEqualTo(first.status()).isEqualTo(201);
    assertThat(again.json()).isEqualTo(first.json());
    assertThat(again.http().headers().firstValue("Idempotent-Replayed")).contains("true");
    callOnce("key-1", "POST", DOOR, lea(", \"objectId\": \"other\""))
        .problem(422, "idempotency-key-reused");
    callOnce("key-2", "POST", DOOR, lea("")).problem(409, "already-inside");
    settle();
    assertThat(ends("waiting")).isEqualTo(Map.of("inside", 1L));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                                   | 422 | invalid-enrolment | contact",
        "{'contact': ''}                      | 422 | invalid-enrolment | contact",
        "{'contact': 7}                       | 422 | invalid-enrolment | contact",
        "{'contact': 'lea', 'data': []}       | 422 | invalid-enrolment | data",
        "{'contact': 'lea', 'data': {'a': '\\u0000'}} | 422 | invalid-enrolment | data",
        "{'contact': 'lea', 'objectId': {}}   | 422 | invalid-enrolment | objectId",
        "{'contact': 'lea', 'dat': {}}        | 422 | invalid-enrolment | dat",
        "{'contact': 'nobody'}                | 404 | unknown-contact   | contact",
      })
  void namesTheFieldThatIsWrong(String body, int status, String type, String field) {
    JsonNode problem = call("POST", DOOR, body.replace('\'', '"')).problem(status, type);
    assertThat(problem.path("errors").get(0).path("field").asText()).isEqualTo(field);
    assertThat(ends("waiting")).isEmpty();
  }

  @Test
  void refusesWhatIsNoJsonAndWhatIsNoObject() {
    call("POST", DOOR, "{").problem(400, "unreadable");
    call("POST", DOOR, "").problem(400, "unreadable");
    call("POST", DOOR, "7").problem(422, "invalid-enrolment");
  }

  @Test
  void knowsWhichJourneysTakeNobody() {
    call("POST", "/api/journeys/nowhere/enrolments", lea("")).problem(404, "unknown-journey");
    draw("POST", "/api/journeys", Sketch.letter("draft-only")).ok(201);
    Answer unpublished = call("POST", "/api/journeys/draft-only/enrolments", lea(""));
    assertThat(unpublished.status()).isEqualTo(409);
    call("POST", "/api/journeys/waiting/pause").ok(200);
    call("POST", DOOR, lea("")).problem(409, "not-live");
    call("POST", "/api/journeys/waiting/stop").ok(200);
    call("POST", DOOR, lea("")).problem(409, "not-live");
  }

  @Test
  void takesAListAndSaysWhatBecameOfEachEntry() {
    subscriber("max", input -> input);
    call("POST", DOOR, lea("")).ok(201);
    JsonNode answer =
        call(
                "POST",
                DOOR,
                "[" + lea("") + ", {\"contact\": \"max\"}, {\"contact\": \"nobody\"}, {}]")
            .ok(202);
    assertThat(answer.path("entered").asInt()).isEqualTo(1);
    assertThat(answer.path("alreadyInside").asInt()).isEqualTo(1);
    assertThat(answer.path("rejected").findValuesAsText("index")).containsExactly("2", "3");
    assertThat(answer.path("rejected").findValuesAsText("type"))
        .containsExactly("unknown-contact", "invalid-enrolment");

    String many = IntStream.range(0, 1001).mapToObj(i -> lea("")).collect(Collectors.joining(","));
    call("POST", DOOR, "[" + many + "]").problem(413, "too-many-contacts");
    call("POST", DOOR, "{\"segment\": \"all\"}").problem(404, "segment-not-found");
    settle();
    assertThat(ends("waiting")).isEqualTo(Map.of("inside", 2L));
  }

  @Test
  void withdrawsAContactOnce() {
    call("POST", DOOR, lea("")).ok(201);
    settle();
    JsonNode gone =
        call("DELETE", DOOR + "/waiting:lea", "{\"reason\": \"asked by phone\"}").ok(200);
    assertThat(gone.path("state").asText()).isEqualTo("ended");
    assertThat(gone.path("outcome").asText()).isEqualTo("withdrawn");
    assertThat(gone.path("reason").asText()).isEqualTo("asked by phone");
    assertThat(call("DELETE", DOOR + "/waiting:lea").ok(200).path("reason").asText())
        .isEqualTo("asked by phone");
    moveTo(Duration.ofDays(3));
    assertThat(ends("waiting")).isEqualTo(Map.of("withdrawn", 1L));
    assertTheBooksBalance();

    call("DELETE", DOOR + "/waiting:nobody").problem(404, "unknown-enrolment");
    read(DOOR + "/waiting:nobody").problem(404, "unknown-enrolment");
    read("/api/journeys/nowhere/enrolments/nowhere:lea").problem(404, "unknown-journey");
  }

  @Test
  void withdrawingTakesBackWhatIsQueued() {
    call("POST", DOOR, lea("")).ok(201);
    call("DELETE", DOOR + "/waiting:lea").ok(200);
    settle();
    assertThat(mails("lea")).isEmpty();
    assertThat(ends("waiting")).isEqualTo(Map.of("withdrawn", 1L));
    assertTheBooksBalance();
  }

  @Test
  void listsWhoIsWhere() {
    subscriber("max", input -> input);
    call("POST", DOOR, "[" + lea("") + ", {\"contact\": \"max\"}]").ok(202);
    settle();
    call("DELETE", DOOR + "/waiting:max").ok(200);
    assertThat(read(DOOR + "?state=waiting").ok(200).path("items").findValuesAsText("contact"))
        .containsExactly("lea");
    assertThat(read(DOOR + "?step=first").ok(200).path("items").findValuesAsText("contact"))
        .containsExactly("lea");
    assertThat(read(DOOR).ok(200).path("items")).hasSize(2);
    read(DOOR + "?cursor=~").problem(400, "bad-cursor");
  }

  @Test
  void theBooksOfTheJourneyBalance() {
    for (String name : new String[] {"max", "ida", "tom"}) {
      subscriber(name, input -> input);
    }
    call(
            "POST",
            DOOR,
            "[{\"contact\":\"lea\"},{\"contact\":\"max\"},{\"contact\":\"ida\"},{\"contact\":\"tom\"}]")
        .ok(202);
    settle();
    call("DELETE", DOOR + "/waiting:max").ok(200);
    call("POST", "/api/events", "{\"id\":\"1\",\"name\":\"OrderPlaced\",\"contact\":\"ida\"}")
        .ok(202);
    settle();
    JsonNode books = read("/api/journeys/waiting/statistics").ok(200);
    assertThat(books.path("entered").asInt()).isEqualTo(4);
    assertThat(books.path("waiting").asInt()).isEqualTo(2);
    assertThat(books.path("queued").asInt() + books.path("incidents").asInt()).isZero();
    assertThat(books.path("ended").path("withdrawn").asInt()).isEqualTo(1);
    assertThat(books.path("ended").path("happened").asInt()).isEqualTo(1);
    assertThat(books.path("steps").path("mail").path("entered").asInt()).isEqualTo(4);
    assertThat(books.path("steps").path("mail").path("left").asInt()).isEqualTo(4);
    assertThat(books.path("steps").path("first").path("inside").asInt()).isEqualTo(2);
    assertThat(books.path("messages").path("email").path("accepted").asInt()).isEqualTo(4);
    int version = read(DOOR + "/waiting:lea").json().path("version").asInt();
    assertThat(
            read("/api/journeys/waiting/statistics?version=" + version)
                .ok(200)
                .path("entered")
                .asInt())
        .isEqualTo(4);
    assertThat(read("/api/journeys/waiting/statistics?version=999999").status()).isEqualTo(404);
    assertThat(read("/api/journeys/nowhere/statistics").status()).isEqualTo(404);
  }

  @Test
  void tellsTheFateOfMessagesAndTheLifeOfAContact() {
    contacts.put(
        "mute", io.relance.contact.ContactInput.NOTHING.with("email", "mute@example.com"), true);
    call("POST", DOOR, "[{\"contact\":\"lea\"},{\"contact\":\"mute\"}]").ok(202);
    settle();
    JsonNode suppressed = read("/api/messages?contact=mute").ok(200).path("items");
    assertThat(suppressed).hasSize(1);
    assertThat(suppressed.get(0).path("state").asText()).isEqualTo("SUPPRESSED");
    assertThat(suppressed.get(0).path("reason").asText()).isNotBlank();
    assertThat(read("/api/messages?journey=waiting&state=accepted").ok(200).path("items"))
        .hasSize(1);
    assertThat(read("/api/messages?contact=nobody").ok(200).path("items")).isEmpty();

    JsonNode timeline = read("/api/contacts/lea/timeline").ok(200).path("items");
    assertThat(timeline.findValuesAsText("kind")).contains("entered", "message", "consent");
    assertThat(read("/api/contacts/nobody/timeline").status()).isEqualTo(404);
  }
}
