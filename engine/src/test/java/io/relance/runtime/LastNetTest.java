package io.relance.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.relance.RelanceTest;
import io.relance.Sketch;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.RepositoryService;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;

/**
 * Diagrams that get past the check, whoever brought them, are refused by the engine's own reading.
 */
@NullUnmarked
class LastNetTest extends RelanceTest {

  private static final String ENDS =
      Sketch.start("start")
          + Sketch.end("end", "done")
          + Sketch.flow("start", "x")
          + Sketch.flow("x", "end");

  @Autowired private RepositoryService repository;

  static Stream<String> hostile() {
    return steps().keySet().stream();
  }

  private static Map<String, String> steps() {
    Map<String, String> steps = new LinkedHashMap<>();
    steps.put(
        "script task",
        "<bpmn:scriptTask id=\"x\" scriptFormat=\"juel\"><bpmn:script>${1}</bpmn:script></bpmn:scriptTask>");
    steps.put("class", "<bpmn:serviceTask id=\"x\" camunda:class=\"java.lang.Runtime\" />");
    steps.put(
        "expression",
        "<bpmn:serviceTask id=\"x\" camunda:expression=\"${execution.setVariable('a','b')}\" />");
    steps.put(
        "bean outside the catalogue",
        "<bpmn:serviceTask id=\"x\" camunda:delegateExpression=\"${dataSource}\" />");
    steps.put(
        "method of a bean of the catalogue",
        "<bpmn:serviceTask id=\"x\" camunda:delegateExpression=\"${sendEmail.toString()}\" />");
    steps.put(
        "deferred expression",
        "<bpmn:serviceTask id=\"x\" camunda:delegateExpression=\"#{sendEmail}\" />");
    steps.put(
        "external task",
        "<bpmn:serviceTask id=\"x\" camunda:type=\"external\" camunda:topic=\"t\" />");
    steps.put("shell", "<bpmn:serviceTask id=\"x\" camunda:type=\"shell\" />");
    steps.put("call activity", "<bpmn:callActivity id=\"x\" calledElement=\"welcome\" />");
    steps.put("decision", "<bpmn:businessRuleTask id=\"x\" camunda:decisionRef=\"some\" />");
    steps.put("listener with a class", task(listener("class=\"java.lang.Runtime\"")));
    steps.put("listener with an expression", task(listener("expression=\"${execution.id}\"")));
    steps.put("listener with a delegate", task(listener("delegateExpression=\"${sendEmail}\"")));
    steps.put(
        "listener with a script",
        task(
            "<camunda:executionListener event=\"start\"><camunda:script scriptFormat=\"juel\">${1}</camunda:script></camunda:executionListener>"));
    steps.put(
        "task listener with a class",
        "<bpmn:userTask id=\"x\"><bpmn:extensionElements><camunda:taskListener event=\"create\" class=\"java.lang.Runtime\" /></bpmn:extensionElements></bpmn:userTask>");
    steps.put("assignee", "<bpmn:userTask id=\"x\" camunda:assignee=\"${execution.id}\" />");
    steps.put("form", "<bpmn:userTask id=\"x\" camunda:formKey=\"app:evil.html\" />");
    steps.put(
        "form field with a class",
        "<bpmn:userTask id=\"x\"><bpmn:extensionElements><camunda:formData><camunda:formField id=\"f\" type=\"string\"><camunda:validation><camunda:constraint name=\"validator\" config=\"java.lang.Runtime\" /></camunda:validation></camunda:formField></camunda:formData></bpmn:extensionElements></bpmn:userTask>");
    steps.put(
        "connector",
        task(
            "<camunda:connector><camunda:connectorId>http-connector</camunda:connectorId></camunda:connector>"));
    steps.put(
        "repeating timer",
        "<bpmn:intermediateCatchEvent id=\"x\"><bpmn:timerEventDefinition><bpmn:timeCycle>R/PT1S</bpmn:timeCycle></bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>");
    steps.put(
        "timer with an expression",
        "<bpmn:intermediateCatchEvent id=\"x\"><bpmn:timerEventDefinition><bpmn:timeDuration>${execution.id}</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>");
    steps.put(
        "conditional event",
        "<bpmn:intermediateCatchEvent id=\"x\"><bpmn:conditionalEventDefinition><bpmn:condition xsi:type=\"bpmn:tFormalExpression\">${true}</bpmn:condition></bpmn:conditionalEventDefinition></bpmn:intermediateCatchEvent>");
    steps.put(
        "several instances",
        "<bpmn:userTask id=\"x\"><bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality>1000000000</bpmn:loopCardinality></bpmn:multiInstanceLoopCharacteristics></bpmn:userTask>");
    steps.put(
        "error event definition of an external task",
        task("<camunda:errorEventDefinition expression=\"${true}\" />"));
    steps.put(
        "retry cycle with an expression",
        task("<camunda:failedJobRetryTimeCycle>${execution.id}</camunda:failedJobRetryTimeCycle>"));
    return steps;
  }

  private static String task(String extension) {
    return "<bpmn:serviceTask id=\"x\" camunda:delegateExpression=\"${changeScore}\"><bpmn:extensionElements>"
        + extension
        + "</bpmn:extensionElements></bpmn:serviceTask>";
  }

  private static String listener(String what) {
    return "<camunda:executionListener event=\"start\" " + what + " />";
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void refusesWhatNoJourneyMayHold(String name) {
    refuses(Sketch.journey("hostile", ENDS + steps().get(name)));
  }

  @ParameterizedTest
  @org.junit.jupiter.params.provider.ValueSource(
      strings = {
        "<bpmn:conditionExpression xsi:type=\"bpmn:tFormalExpression\">${execution.id != null}</bpmn:conditionExpression>",
        "<bpmn:conditionExpression xsi:type=\"bpmn:tFormalExpression\" language=\"juel\">${true}</bpmn:conditionExpression>",
        "<bpmn:conditionExpression xsi:type=\"bpmn:tFormalExpression\" language=\"feel\">${execution.id}</bpmn:conditionExpression>",
        "<bpmn:conditionExpression xsi:type=\"bpmn:tFormalExpression\" language=\"feel\" camunda:resource=\"evil.js\">true</bpmn:conditionExpression>",
        "<bpmn:extensionElements><camunda:executionListener event=\"take\" class=\"java.lang.Runtime\" /></bpmn:extensionElements>"
      })
  void refusesHostileFlows(String content) {
    refuses(
        Sketch.journey(
            "hostile",
            Sketch.start("start")
                + "<bpmn:exclusiveGateway id=\"which\" default=\"which__b\" />"
                + Sketch.end("a", "a")
                + Sketch.end("b", "b")
                + Sketch.flow("start", "which")
                + Sketch.flow("which", "b")
                + "<bpmn:sequenceFlow id=\"yes\" sourceRef=\"which\" targetRef=\"a\">"
                + content
                + "</bpmn:sequenceFlow>"));
  }

  @Test
  void refusesListenersOfTheProcessItself() {
    refuses(
        Sketch.journey(
            "hostile",
            "<bpmn:extensionElements>"
                + listener("class=\"java.lang.Runtime\"")
                + "</bpmn:extensionElements>"
                + Sketch.start("start")
                + Sketch.end("end", "done")
                + Sketch.flow("start", "end")));
  }

  @Test
  void takesWhatTheVocabularyHolds() {
    repository
        .createDeployment()
        .addString("fine.bpmn", Sketch.waitingFor("fine", "OrderPlaced"))
        .deploy();
    assertThat(repository.createProcessDefinitionQuery().processDefinitionKey("fine").count())
        .isPositive();
  }

  private void refuses(String bpmn) {
    long before = repository.createProcessDefinitionQuery().count();
    assertThatThrownBy(() -> repository.createDeployment().addString("hostile.bpmn", bpmn).deploy())
        .isInstanceOf(ProcessEngineException.class);
    assertThat(repository.createProcessDefinitionQuery().count()).isEqualTo(before);
  }
}
