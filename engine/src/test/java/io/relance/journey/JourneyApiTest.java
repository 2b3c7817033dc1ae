package io.relance.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.relance.ApiTest;
import io.relance.Sketch;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.camunda.bpm.engine.RepositoryService;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** Journeys over HTTP, row by row of api.md. */
@NullUnmarked
class JourneyApiTest extends ApiTest {

  private static final String UNFINISHED =
      Sketch.journey("unfinished", Sketch.start("start") + Sketch.end("end", "done"));

  @Autowired private RepositoryService repository;

  @Test
  void savesADraftAndThenItsNextRevision() {
    JsonNode first = draw("POST", "/api/journeys", Sketch.letter("letter")).ok(201);
    assertThat(first.path("key").asText()).isEqualTo("letter");
    assertThat(first.path("revision").asInt()).isEqualTo(1);
    assertThat(first.path("problems")).isEmpty();
    JsonNode second = draw("POST", "/api/journeys", Sketch.letter("letter")).ok(200);
    assertThat(second.path("revision").asInt()).isEqualTo(2);
    assertThat(read("/api/journeys/letter").ok(200).path("state").asText()).isEqualTo("draft");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "<a/>",
        "<bpmn:definitions xmlns:bpmn=\"http://www.omg.org/spec/BPMN/20100524/MODEL\">",
        "{\"key\": \"letter\"}"
      })
  void refusesWhatIsNoBpmn(String body) {
    draw("POST", "/api/journeys", body).problem(400, "not-bpmn");
    assertThat(journeys.all()).isEmpty();
  }

  @Test
  void refusesADoctypeWithoutReadingIt() {
    draw(
            "POST",
            "/api/journeys",
            Sketch.letter("letter")
                .replace(
                    "<bpmn:definitions",
                    "<!DOCTYPE d [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><bpmn:definitions"))
        .problem(400, "not-bpmn");
  }

  @Test
  void refusesWhatIsOutsideTheVocabularyAndNamesWhereAndDeploysNothing() {
    long before = repository.createProcessDefinitionQuery().count();
    JsonNode problem =
        draw(
                "POST",
                "/api/journeys",
                Sketch.journey(
                    "hostile",
                    Sketch.start("start")
                        + "<bpmn:scriptTask id=\"evil\" scriptFormat=\"javascript\"><bpmn:script>1</bpmn:script></bpmn:scriptTask>"
                        + "<bpmn:serviceTask id=\"worse\" camunda:class=\"java.lang.Runtime\" />"
                        + Sketch.end("end", "done")
                        + Sketch.flow("start", "evil")
                        + Sketch.flow("evil", "worse")
                        + Sketch.flow("worse", "end")))
            .problem(422, "outside-vocabulary");
    assertThat(problem.path("problems").findValuesAsText("element")).contains("evil", "worse");
    problem
        .path("problems")
        .forEach(
            one -> {
              assertThat(one.path("rule").asText()).isNotBlank();
              assertThat(one.path("message").asText()).isNotBlank();
              assertThat(one.path("severity").asText()).isIn("refused", "error", "warning", "note");
            });
    assertThat(journeys.all()).isEmpty();
    assertThat(repository.createProcessDefinitionQuery().count()).isEqualTo(before);
    read("/api/journeys/hostile").problem(404, "unknown-journey");
    call("POST", "/api/journeys/hostile/publish").problem(404, "unknown-journey");
  }

  @Test
  void savesADraftThatIsNotReadyButDoesNotPublishIt() {
    JsonNode saved = draw("POST", "/api/journeys", UNFINISHED).ok(201);
    assertThat(saved.path("problems")).isNotEmpty();
    JsonNode problem = call("POST", "/api/journeys/unfinished/publish").problem(422, "not-ready");
    assertThat(problem.path("problems").findValuesAsText("element")).contains("start");
    assertThat(read("/api/journeys/unfinished").ok(200).path("version").isNumber()).isFalse();
    assertThat(read("/api/journeys/unfinished/bpmn").status()).isEqualTo(409);
  }

  @Test
  void checksWithoutSaving() {
    JsonNode found = draw("POST", "/api/journeys/check", UNFINISHED).ok(200);
    assertThat(found.path("problems")).isNotEmpty();
    assertThat(journeys.all()).isEmpty();
    assertThat(
            draw("POST", "/api/journeys/check", Sketch.letter("letter")).ok(200).path("problems"))
        .isEmpty();
    draw("POST", "/api/journeys/check", "nonsense").problem(400, "not-bpmn");
  }

  @Test
  void publishesVersionsThatNeverChangeByteForByte() {
    String first = Sketch.letter("letter");
    String second = first.replace("Good day.", "Grüß Gott &#8211; <![CDATA[ä & b]]>\r\n");
    draw("POST", "/api/journeys", first).ok(201);
    int one = call("POST", "/api/journeys/letter/publish").ok(200).path("version").asInt();
    draw("POST", "/api/journeys", second).ok(200);
    assertThat(read("/api/journeys/letter/bpmn").http().body()).isEqualTo(first);
    int two = call("POST", "/api/journeys/letter/publish").ok(200).path("version").asInt();
    assertThat(two).isEqualTo(one + 1);
    assertThat(read("/api/journeys/letter/bpmn").http().body()).isEqualTo(second);
    assertThat(read("/api/journeys/letter/bpmn?version=" + one).http().body()).isEqualTo(first);
    assertThat(read("/api/journeys/letter/bpmn?version=" + two).http().body()).isEqualTo(second);
    read("/api/journeys/letter/bpmn?version=999999").problem(404, "unknown-version");
    assertThat(read("/api/journeys/letter/bpmn?version=x").problem(400, "invalid").path("errors"))
        .isNotEmpty();
    call("POST", "/api/journeys/nowhere/publish").problem(404, "unknown-journey");
  }

  @Test
  void keepsTheBytesOfOtherEncodings() throws Exception {
    byte[] utf16 =
        Sketch.letter("letter")
            .replace("encoding=\"UTF-8\"", "encoding=\"UTF-16\"")
            .getBytes(StandardCharsets.UTF_16);
    assertThat(
            send(authorized("/api/journeys")
                    .header("Content-Type", "application/bpmn+xml")
                    .POST(BodyPublishers.ofByteArray(utf16)))
                .statusCode())
        .isEqualTo(201);
    call("POST", "/api/journeys/letter/publish").ok(200);
    byte[] back =
        http.send(
                authorized("/api/journeys/letter/bpmn").build(),
                java.net.http.HttpResponse.BodyHandlers.ofByteArray())
            .body();
    assertThat(back).isEqualTo(utf16);
  }

  @Test
  void savesOverNobodysWork() {
    draw("POST", "/api/journeys", Sketch.letter("letter")).ok(201);
    String address = "/api/journeys/letter/draft";
    assertThat(read(address).http().headers().firstValue("ETag")).contains("\"1\"");
    assertThat(
            draw("PUT", address, Sketch.letter("letter"), "If-Match", "\"1\"")
                .ok(200)
                .path("revision")
                .asInt())
        .isEqualTo(2);
    JsonNode problem =
        draw("PUT", address, Sketch.letter("letter"), "If-Match", "\"1\"")
            .problem(412, "draft-changed");
    assertThat(problem.path("detail").asText()).contains("revision 2");
    draw("PUT", address, Sketch.letter("letter")).problem(428, "revision-needed");
    draw("PUT", address, Sketch.letter("letter"), "If-Match", "\"x\"").problem(400, "bad-revision");
    draw("PUT", address, Sketch.letter("other"), "If-Match", "\"2\"").problem(422, "other-journey");
    draw("PUT", "/api/journeys/nowhere/draft", Sketch.letter("nowhere"), "If-Match", "\"0\"")
        .problem(404, "unknown-journey");
  }

  @Test
  void pausesResumesAndStops() {
    publishDiagram(Sketch.waitingFor("waiting", "OrderPlaced"));
    subscriber("lea", input -> input);
    call("POST", "/api/journeys/waiting/enrolments", "{\"contact\": \"lea\"}").ok(201);
    settle();
    assertThat(call("POST", "/api/journeys/waiting/pause").ok(200).path("state").asText())
        .isEqualTo("paused");
    call("POST", "/api/journeys/waiting/pause").ok(200);
    moveTo(Duration.ofDays(3));
    assertThat(ends("waiting")).isEqualTo(Map.of("inside", 1L));
    assertThat(call("POST", "/api/journeys/waiting/resume").ok(200).path("state").asText())
        .isEqualTo("live");
    call("POST", "/api/journeys/waiting/resume").ok(200);
    settle();
    assertThat(ends("waiting")).isEqualTo(Map.of("late", 1L));

    call("POST", "/api/journeys/waiting/enrolments", "{\"contact\": \"lea\"}").ok(201);
    assertThat(call("POST", "/api/journeys/waiting/stop").ok(200).path("ended").asInt())
        .isEqualTo(1);
    assertThat(ends("waiting")).isEqualTo(Map.of("late", 1L, "stopped", 1L));
    call("POST", "/api/journeys/waiting/resume").problem(409, "not-live");
    call("POST", "/api/journeys/waiting/pause").problem(409, "not-live");
    call("POST", "/api/journeys/nowhere/pause").problem(404, "unknown-journey");
    settle();
    assertTheBooksBalance();

    call("POST", "/api/journeys/waiting/publish").ok(200);
    assertThat(read("/api/journeys/waiting").json().path("state").asText()).isEqualTo("live");
  }

  @Test
  void stopsEverybodyOfAPausedJourney() {
    publishDiagram(Sketch.waitingFor("waiting", "OrderPlaced"));
    subscriber("lea", input -> input);
    call("POST", "/api/journeys/waiting/enrolments", "{\"contact\": \"lea\"}").ok(201);
    settle();
    call("POST", "/api/journeys/waiting/pause").ok(200);
    assertThat(call("POST", "/api/journeys/waiting/stop").ok(200).path("ended").asInt())
        .isEqualTo(1);
    moveTo(Duration.ofDays(3));
    assertThat(ends("waiting")).isEqualTo(Map.of("stopped", 1L));
    assertTheBooksBalance();
  }

  @Test
  void walksStayInTheVersionThatTheyEntered() {
    publishDiagram(Sketch.waitingFor("waiting", "OrderPlaced"));
    subscriber("lea", input -> input);
    call("POST", "/api/journeys/waiting/enrolments", "{\"contact\": \"lea\"}").ok(201);
    settle();
    publishDiagram(
        Sketch.waitingFor("waiting", "OrderPlaced").replace("name=\"late\"", "name=\"too-late\""));
    subscriber("max", input -> input);
    call("POST", "/api/journeys/waiting/enrolments", "{\"contact\": \"max\"}").ok(201);
    moveTo(Duration.ofDays(3));
    assertThat(ends("waiting")).isEqualTo(Map.of("late", 1L, "too-late", 1L));
  }

  @Test
  void publishesOnceForARepeatedRequest() {
    draw("POST", "/api/journeys", Sketch.letter("letter")).ok(201);
    JsonNode first = callOnce("p-1", "POST", "/api/journeys/letter/publish", "").ok(200);
    JsonNode again = callOnce("p-1", "POST", "/api/journeys/letter/publish", "").ok(200);
    assertThat(again).isEqualTo(first);
    assertThat(
            jdbc.sql("SELECT count(*) FROM journey_version WHERE journey_key = 'letter'")
                .query(Long.class)
                .single())
        .isEqualTo(1);
  }

  @Test
  void listsJourneys() {
    draw("POST", "/api/journeys", Sketch.letter("letter")).ok(201);
    publishDiagram(Sketch.waitingFor("waiting", "OrderPlaced"));
    JsonNode items = read("/api/journeys").ok(200).path("items");
    assertThat(items.findValuesAsText("state")).containsExactlyInAnyOrder("draft", "live");
    read("/api/journeys/nowhere").problem(404, "unknown-journey");
    read("/api/journeys/nowhere/draft").problem(404, "unknown-journey");
  }

  @Test
  void aWalkWithNothingToWaitForPassesThroughOnceMailed() {
    publishDiagram(Sketch.letter("letter"));
    subscriber("lea", input -> input);
    call("POST", "/api/journeys/letter/enrolments", "{\"contact\": \"lea\"}").ok(201);
    settle();
    assertThat(ends("letter")).isEqualTo(Map.of("done", 1L));
    assertThat(mails("lea").get(0).subject()).isEqualTo("Hello Léa");
  }
}
