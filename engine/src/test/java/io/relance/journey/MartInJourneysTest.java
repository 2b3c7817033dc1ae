package io.relance.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.relance.ApiTest;
import io.relance.Sketch;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** A journey that asks for what nobody made of the tables is not published. */
@NullUnmarked
class MartInJourneysTest extends ApiTest {

  private static final String ASKING =
      Sketch.journey(
          "ask",
          Sketch.start("start")
              + Sketch.step(
                  "mail",
                  "sendEmail",
                  "subject",
                  "{{ mart.totl }} of {{ 'mart.quoted' }}",
                  "body",
                  "See smart.shop or mart.com. {% if mart.vip %}VIP{% endif %} [Off]({{ links.unsubscribe }})",
                  "purpose",
                  "marketing")
              + "<bpmn:exclusiveGateway id=\"much\" name=\"Bought much?\" default=\"no\" />"
              + Sketch.end("big", "big")
              + Sketch.end("small", "small")
              + Sketch.flow("start", "mail")
              + Sketch.flow("mail", "much")
              + "<bpmn:sequenceFlow id=\"yes\" name=\"Yes\" sourceRef=\"much\" targetRef=\"big\"><bpmn:conditionExpression xsi:type=\"bpmn:tFormalExpression\" language=\"feel\">mart.totl &gt; 39</bpmn:conditionExpression></bpmn:sequenceFlow>"
              + "<bpmn:sequenceFlow id=\"no\" sourceRef=\"much\" targetRef=\"small\" />");

  @Test
  void eachUnknownNameIsAnErrorAtItsStep() {
    journeys.saveDraft(ASKING.getBytes(StandardCharsets.UTF_8), "test");
    JsonNode problems =
        call("POST", "/api/journeys/ask/publish").problem(422, "not-ready").path("problems");
    assertThat(problems.findValuesAsText("rule"))
        .filteredOn(rule -> rule.equals("text") || rule.equals("condition-mart"))
        .containsExactlyInAnyOrder("condition-mart", "text", "text");
    assertThat(problems.toString())
        .contains("mart.totl", "Bought much?", "“totl”", "“vip”")
        .doesNotContain("quoted", "“com”");

    call(
            "POST",
            "/api/tables",
            "{\"name\":\"orders\",\"columns\":[{\"name\":\"amount\",\"type\":\"number\"}]}")
        .ok(201);
    call(
            "POST",
            "/api/aggregates",
            "{\"name\":\"totl\",\"table\":\"orders\",\"function\":\"sum\",\"column\":\"amount\"}")
        .ok(201);
    call(
            "POST",
            "/api/formulas",
            "{\"name\":\"vip\",\"rule\":{\"value\":\"totl\",\"operator\":\"greater\",\"to\":1}}")
        .ok(201);
    assertThat(journeys.check(ASKING.getBytes(StandardCharsets.UTF_8)))
        .noneMatch(
            problem -> problem.rule().equals("condition-mart") || problem.rule().equals("text"));
  }
}
