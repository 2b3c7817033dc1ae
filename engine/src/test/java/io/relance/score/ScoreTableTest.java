package io.relance.score;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table over HTTP: written, checked cell by cell, tested, put in force, taken back. */
@NullUnmarked
class ScoreTableTest extends ScoreTest {

  private Answer dmn(String xml) {
    return new Answer(
        send(
            authorized("/api/score/table/dmn")
                .header("Content-Type", "application/xml")
                .PUT(BodyPublishers.ofString(xml))));
  }

  private String file(String path) {
    return send(authorized(path).GET()).body();
  }

  @Test
  void aTableIsSavedTestedPublishedAndTakenBack() {
    jobTitles();
    JsonNode saved = call("PUT", "/api/score/table", S5).ok(200);
    assertThat(saved.at("/table/rows/1/cells/0").asText()).isEqualTo("\"/pricing\"");
    assertThat(saved.at("/table/rows/4/cells/1").asText()).isEqualTo("\"CTO\", \"CIO\"");
    assertThat(saved.at("/table/rows/2/points").asInt()).isEqualTo(20);
    assertThat(saved.path("version").isMissingNode() || saved.path("version").isNull()).isTrue();

    JsonNode tested = call("POST", "/api/score/table/test").ok(200);
    assertThat(tested.path("items").findValuesAsText("passed")).hasSize(3).containsOnly("true");
    JsonNode tried =
        call(
                "POST",
                "/api/score/table/try",
                "{\"event\": \"LeadCreated\", \"contact\": {\"jobTitle\": \"CTO\"}}")
            .ok(200);
    assertThat(tried.path("points").asInt()).isEqualTo(10);
    assertThat(tried.at("/rows/0/row").asInt()).isEqualTo(5);

    assertThat(call("POST", "/api/score/table/publish").ok(200).path("version").asInt())
        .isEqualTo(1);
    String first = file("/api/score/versions/1/dmn");
    call("PUT", "/api/score/table", "{\"rows\": [{\"event\": \"Bought\", \"points\": 1}]}").ok(200);
    call("POST", "/api/score/table/publish").ok(200);
    assertThat(read("/api/score/versions").ok(200).path("items")).hasSize(2);
    assertThat(file("/api/score/versions/1/dmn")).as("a version never changes").isEqualTo(first);

    call("POST", "/api/score/versions/1/restore").ok(200);
    assertThat(read("/api/score/table").ok(200).at("/table/rows")).hasSize(5);
    assertThat(file("/api/score/table/dmn")).isEqualTo(first);
    read("/api/score/versions/9").problem(404, "score-version-not-found");
    assertThat(
            jdbc.sql("SELECT DISTINCT action FROM audit WHERE action LIKE 'score.%' ORDER BY 1")
                .query(String.class)
                .list())
        .containsExactly("score.table-published", "score.table-restored", "score.table-saved");
  }

  @Test
  void nothingIsPublishedWhileAnExampleFails() {
    call("POST", "/api/score/table/publish").problem(409, "score-table-empty");
    call(
            "PUT",
            "/api/score/table",
            """
            {"rows": [{"event": "Bought", "points": 5}],
             "examples": [{"name": "one", "event": "Bought", "points": 7}, {"name": "two", "event": "Bought", "points": 5}]}
            """)
        .ok(200);
    JsonNode problem =
        call("POST", "/api/score/table/publish").problem(422, "score-examples-failed");
    assertThat(problem.path("examples")).hasSize(1);
    assertThat(problem.at("/examples/0/name").asText()).isEqualTo("one");
    assertThat(problem.at("/examples/0/expected").asInt()).isEqualTo(7);
    assertThat(problem.at("/examples/0/points").asInt()).isEqualTo(5);
    assertThat(read("/api/score/versions").ok(200).path("items")).isEmpty();
  }

  @Test
  void aChangeMadeMeanwhileIsNotOverwritten() {
    String table = "{\"rows\": [{\"event\": \"Bought\", \"points\": 1}], \"revision\": %d}";
    call("PUT", "/api/score/table", table.formatted(0)).ok(200);
    call("PUT", "/api/score/table", table.formatted(0)).problem(409, "score-table-changed");
    call("PUT", "/api/score/table", table.formatted(1)).ok(200);
  }

  /** What a cell of the column amount (a number) may not be, and what is said about it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        ">=                                    | cell-syntax | cannot be read",
        "Gold                                  | cell-name   | \"Gold\" is not known",
        "secret(?)                             | cell-call   | no function \"secret\"",
        "function(x) x                         | cell-call   | no function",
        "? ** 99999 > 1                        | cell-costly | may take too long",
        "matches(string(?), \"(a+)+\")         | cell-costly | may take too long",
        "for i in 1..999999 return i           | cell-costly | may take too long"
      })
  void aCellThatCannotBeReadIsRefusedWithItsPlace(String cell, String rule, String words) {
    JsonNode problem =
        call(
                "PUT",
                "/api/score/table",
                """
                {"columns": [{"of": "event", "name": "amount", "type": "number"}],
                 "rows": [{"event": "Bought", "cells": ["> 1"], "points": 1},
                          {"event": "Bought", "cells": ["%s"], "points": 1}]}
                """
                    .formatted(cell.replace("\"", "\\\"")))
            .problem(422, "score-table-invalid");
    JsonNode one = problem.at("/problems/0");
    assertThat(one.path("rule").asText()).isEqualTo(rule);
    assertThat(one.path("row").asInt()).isEqualTo(2);
    assertThat(one.path("column").asText()).isEqualTo("event.amount");
    assertThat(one.path("path").asText()).isEqualTo("rows[1].cells[0]");
    assertThat(one.path("message").asText()).contains(words);
    assertThat(problem.path("detail").asText()).contains("Row 2, event.amount");
  }

  @Test
  void everythingThatIsWrongIsSaidAtOnceAndNothingIsStored() {
    JsonNode problem =
        call(
                "PUT",
                "/api/score/table",
                """
                {"hitPolicy": "unique",
                 "columns": [{"of": "event", "name": "a b"}, {"of": "contact", "name": "shoeSize"},
                             {"of": "moon", "name": "x", "type": "list"}],
                 "rows": [{"event": "contact.email", "points": "many", "days": 0},
                          {"event": "not(", "cells": ["", "", "", ""]}],
                 "inactivity": {"days": 0, "floor": 1},
                 "examples": [{"event": "", "points": 1.5}]}
                """)
            .problem(422, "score-table-invalid");
    assertThat(problem.path("problems").findValuesAsText("path"))
        .contains(
            "hitPolicy",
            "columns[0].name",
            "columns[1].name",
            "columns[2].of",
            "columns[2].type",
            "rows[0].points",
            "rows[0].days",
            "rows[1]",
            "rows[1].event",
            "rows[1].points",
            "inactivity.days",
            "inactivity.points",
            "examples[0].event",
            "examples[0].points");
    assertThat(read("/api/score/table").ok(200).at("/table/rows")).isEmpty();
  }

  @Test
  void rowsThatNeverCountOrCountTwiceAreNamed() {
    String rows =
        "\"rows\": [{\"event\": \"\", \"points\": 1}, {\"event\": \"Bought\", \"points\": 2}, {\"event\": \"Bought\", \"points\": 3}]";
    JsonNode first =
        call("PUT", "/api/score/table", "{\"hitPolicy\": \"first\", " + rows + "}").ok(200);
    assertThat(first.path("warnings").findValuesAsText("rule")).containsExactly("never", "never");
    JsonNode all = call("PUT", "/api/score/table", "{" + rows + "}").ok(200);
    assertThat(all.path("warnings").findValuesAsText("rule")).containsExactly("twice");
    assertThat(all.at("/warnings/0/row").asInt()).isEqualTo(3);
  }

  @Test
  void aFieldThatTheTableAsksForIsNotDeletedUnseen() {
    jobTitles();
    publishTable(S5);
    JsonNode problem = call("DELETE", "/api/fields/jobTitle").problem(409, "field-in-use");
    assertThat(problem.path("detail").asText()).contains("score table");
  }

  @Test
  void aFileGoesOutAndComesBackAsTheSameTable() {
    jobTitles();
    JsonNode before = call("PUT", "/api/score/table", S5).ok(200).path("table");
    String file = file("/api/score/table/dmn");
    call("PUT", "/api/score/table", "{\"inactivity\": {\"days\": 9, \"points\": 9}}").ok(200);
    JsonNode after = dmn(file).ok(200).path("table");
    assertThat(after.path("columns")).isEqualTo(before.path("columns"));
    assertThat(after.path("rows")).isEqualTo(before.path("rows"));
    assertThat(after.at("/inactivity/days").asInt()).as("no file holds it: kept").isEqualTo(9);
  }

  @Test
  void aFileWithAnythingElseInItIsRefusedWithItsLine() {
    call("PUT", "/api/score/table", "{\"rows\": [{\"event\": \"Bought\", \"points\": 1}]}").ok(200);
    String good = file("/api/score/table/dmn");
    record Case(String find, String put, String rule) {}
    for (Case one :
        List.of(
            new Case("hitPolicy=\"COLLECT\"", "hitPolicy=\"UNIQUE\"", "policy"),
            new Case(
                "hitPolicy=\"COLLECT\"", "hitPolicy=\"COLLECT\" aggregation=\"MAX\"", "policy"),
            new Case("<text>1</text>", "<text>${bean.run()}</text>", ""),
            new Case(
                "<inputExpression ",
                "<inputExpression expressionLanguage=\"javascript\" ",
                "language"),
            new Case("<text>event.name</text>", "<text>${execution.id}</text>", "input"),
            new Case("<text>event.name</text>", "<text>event.name</text><script/>", "element"),
            new Case("<decision ", "<businessKnowledgeModel id=\"x\"/><decision ", "element"),
            new Case("20191111/MODEL", "20180521/MODEL", "version"),
            new Case("name=\"days\"", "name=\"colour\"", "outputs"),
            new Case("<definitions ", "<!DOCTYPE x [<!ENTITY a \"b\">]><definitions ", ""),
            new Case("</definitions>", "", "xml"))) {
      Answer answer = dmn(good.replace(one.find(), one.put()));
      assertThat(answer.status()).as(one.put()).isEqualTo(422);
      if (!one.rule().isEmpty()) {
        assertThat(answer.problem(422, "score-dmn-refused").at("/problems/0/rule").asText())
            .as(one.put())
            .isEqualTo(one.rule());
      }
    }
    assertThat(file("/api/score/table/dmn")).isEqualTo(good);
  }

  @Test
  void thresholdsAreMadeChangedAndDeletedUnlessAJourneyWaits() {
    threshold("hot", 60);
    threshold("hot", 70);
    threshold("warm", 30);
    JsonNode all = read("/api/score/thresholds").ok(200).path("items");
    assertThat(all.findValuesAsText("key")).containsExactly("warm", "hot");
    assertThat(all.at("/1/points").asInt()).isEqualTo(70);
    call("PUT", "/api/score/thresholds/Hot", "{\"name\": \"x\", \"points\": 1}")
        .problem(422, "score-threshold-invalid");
    call("PUT", "/api/score/thresholds/cold", "{\"name\": \"\", \"points\": 1}")
        .problem(422, "score-threshold-invalid");
    call("PUT", "/api/score/thresholds/cold", "{\"name\": \"x\"}")
        .problem(422, "score-threshold-invalid");
    publishDiagram(
        io.relance.Sketch.waitingFor("waits", "m")
            .replace("name=\"m\"", "name=\"ScoreThresholdCrossed:hot\""));
    assertThat(
            call("DELETE", "/api/score/thresholds/hot")
                .problem(409, "score-threshold-in-use")
                .path("detail")
                .asText())
        .contains("waits");
    assertThat(call("DELETE", "/api/score/thresholds/warm").status()).isEqualTo(204);
    call("DELETE", "/api/score/thresholds/warm").problem(404, "score-threshold-not-found");
    assertThat(read("/api/vocabulary").ok(200).path("messages").toString())
        .contains("ScoreThresholdCrossed:hot");
  }
}
