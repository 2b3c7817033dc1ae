package io.relance.segment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.relance.ApiTest;
import io.relance.Sketch;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** Who comes into a segment and who leaves it is told, each once. */
@NullUnmarked
class ComingsTest extends ApiTest {

  private static final String HIGH =
      "{\"kind\": \"field\", \"field\": \"score\", \"op\": \"atLeast\", \"value\": 50}";

  private void people(int count) {
    jdbc.sql(
            """
            INSERT INTO contact (external_id, email, time_zone, score, created_at, changed_at)
            SELECT 'c-' || i, 'c' || i || '@example.com', 'Europe/Paris', i, now(), now()
              FROM generate_series(1, :count) AS i
            """)
        .param("count", count)
        .update();
  }

  private void segment(boolean watched) {
    call(
            "POST",
            "/api/segments",
            "{\"id\": \"high\", \"name\": \"High\", \"watched\": %s, \"rule\": %s}"
                .formatted(watched, HIGH))
        .ok(201);
  }

  private void score(int score, String... externalIds) {
    jdbc.sql("UPDATE contact SET score = :score WHERE external_id IN (:ids)")
        .param("score", score)
        .param("ids", List.of(externalIds))
        .update();
  }

  /** Moves on to the next look. */
  private void look() {
    time.advance(Duration.ofMinutes(1));
  }

  private Map<String, Long> told() {
    Map<String, Long> told = new TreeMap<>();
    jdbc.sql("SELECT name, count(*) FROM event WHERE source = 'segment' GROUP BY name")
        .query(
            row -> {
              told.put(row.getString(1), row.getLong(2));
            });
    return told;
  }

  @Test
  void eachComingAndEachGoingIsToldOnce() {
    people(60);
    segment(true);
    settle();
    assertThat(told()).as("who was there before did not come").isEmpty();
    score(80, "c-1", "c-2");
    score(0, "c-60");
    look();
    assertThat(told()).isEqualTo(Map.of("SegmentEntered:high", 2L, "SegmentLeft:high", 1L));
    look();
    look();
    assertThat(told()).isEqualTo(Map.of("SegmentEntered:high", 2L, "SegmentLeft:high", 1L));
    score(0, "c-1");
    look();
    score(90, "c-1");
    look();
    assertThat(told()).isEqualTo(Map.of("SegmentEntered:high", 3L, "SegmentLeft:high", 2L));
    assertThat(
            jdbc.sql("SELECT DISTINCT properties ->> 'segment' FROM event WHERE source = 'segment'")
                .query(String.class)
                .list())
        .containsExactly("high");
  }

  @Test
  void whoIsErasedDoesNotLeave() {
    people(60);
    segment(true);
    settle();
    contacts.erase(contacts.named("c-60").id());
    look();
    assertThat(told()).isEmpty();
  }

  @Test
  void nobodyIsLookedAtThatNobodyListensTo() {
    people(60);
    segment(false);
    look();
    score(80, "c-1");
    look();
    assertThat(told()).isEmpty();
    assertThat(jdbc.sql("SELECT count(*) FROM segment_member").query(Long.class).single()).isZero();
  }

  @Test
  void manyComeInPieces() {
    people(10);
    segment(true);
    settle();
    int many = Comings.BATCH * 2 + 7;
    jdbc.sql(
            """
            INSERT INTO contact (external_id, score, created_at, changed_at)
            SELECT 'n-' || i, 70, now(), now() FROM generate_series(1, :many) AS i
            """)
        .param("many", many)
        .update();
    look();
    assertThat(told()).isEqualTo(Map.of("SegmentEntered:high", (long) many));
    jdbc.sql("UPDATE contact SET score = 0").update();
    look();
    assertThat(told().get("SegmentLeft:high")).isEqualTo(many);
  }

  @Test
  void aChangedRuleLetsPeopleComeAndGo() {
    people(60);
    segment(true);
    settle();
    String low = HIGH.replace("50", "55");
    call(
            "PUT",
            "/api/segments/high",
            "{\"name\": \"High\", \"watched\": true, \"rule\": " + low + "}")
        .ok(200);
    settle();
    assertThat(told()).isEqualTo(Map.of("SegmentLeft:high", 5L));
    call(
            "PUT",
            "/api/segments/high",
            "{\"name\": \"High\", \"watched\": false, \"rule\": " + HIGH + "}")
        .ok(200);
    look();
    assertThat(jdbc.sql("SELECT count(*) FROM segment_member").query(Long.class).single()).isZero();
  }

  @Test
  void aRuleThatDoesNotHoldAnyMoreIsToldAndHoldsUpNobody() {
    people(60);
    segment(true);
    settle();
    jdbc.sql(
            """
            UPDATE segment SET rule = '{"kind": "field", "field": "attributes.gone", "op": "known"}' WHERE key = 'high'
            """)
        .update();
    look();
    JsonNode segment = read("/api/segments/high").ok(200);
    assertThat(segment.path("failure").asText()).isEqualTo("rule-invalid");
    call(
            "PUT",
            "/api/segments/high",
            "{\"name\": \"High\", \"watched\": true, \"rule\": " + HIGH + "}")
        .ok(200);
    score(80, "c-1");
    settle();
    assertThat(told()).isEqualTo(Map.of("SegmentEntered:high", 1L));
    assertThat(read("/api/segments/high").ok(200).hasNonNull("failure")).isFalse();
  }

  @Test
  void aJourneyBeginsWhenSomebodyComesIn() {
    people(60);
    segment(false);
    publishDiagram(
        Sketch.journey(
                "welcome-high",
                "<bpmn:startEvent id=\"start\"><bpmn:messageEventDefinition messageRef=\"Message_came\" /></bpmn:startEvent>"
                    + Sketch.timer("nap", "P2D")
                    + Sketch.end("end", "rested")
                    + Sketch.flow("start", "nap")
                    + Sketch.flow("nap", "end"),
                "came")
            .replace("name=\"came\"", "name=\"SegmentEntered:high\""));
    look();
    assertThat(ends("welcome-high")).isEmpty();
    score(80, "c-1", "c-2");
    look();
    assertThat(ends("welcome-high")).isEqualTo(Map.of("inside", 2L));
    assertThat(
            call("DELETE", "/api/segments/high")
                .problem(409, "segment-in-use")
                .path("detail")
                .asText())
        .contains("welcome-high");
    assertTheBooksBalance();
  }
}
