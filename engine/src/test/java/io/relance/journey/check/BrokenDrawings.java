package io.relance.journey.check;

import static io.relance.journey.check.Drawing.around;
import static io.relance.journey.check.Drawing.deciding;
import static io.relance.journey.check.Drawing.everything;
import static io.relance.journey.check.Drawing.journey;
import static io.relance.journey.check.Drawing.onDuration;
import static io.relance.journey.check.Drawing.simple;
import static io.relance.journey.check.Drawing.with;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.stream.IntStream;

/** For every rule, a diagram that breaks it and is otherwise as it should be. */
final class BrokenDrawings {

  private static final String COUNT = "camunda:delegateExpression=\"${eraseContact}\"";

  private BrokenDrawings() {}

  static byte[] breaking(Rule rule) {
    return switch (rule) {
      case TOO_LARGE -> (simple().xml() + " ".repeat(1024 * 1024)).getBytes(UTF_8);
      case ENCODING -> simple().xml().replace("UTF-8", "UTF-7").getBytes(UTF_8);
      case NOT_XML -> simple().xml().replace("</bpmn:process>", "").getBytes(UTF_8);
      case DOCTYPE -> after("?>", "<!DOCTYPE x>");
      case XINCLUDE ->
          after(
              "targetNamespace=\"http://relance.example\">",
              "<xi:include xmlns:xi=\"http://www.w3.org/2001/XInclude\""
                  + " href=\"file:///etc/passwd\"/>");
      case NOT_DEFINITIONS -> "<process/>".getBytes(UTF_8);
      case PROCESSING_INSTRUCTION -> after("?>", "<?xml-stylesheet href=\"http://x/\"?>");
      default -> drawing(rule).bytes();
    };
  }

  private static byte[] after(String place, String xml) {
    return simple().xml().replace(place, place + xml).getBytes(UTF_8);
  }

  private static Drawing drawing(Rule rule) {
    return switch (rule) {
      case SCHEMA_LOCATION -> simple().definitionsAttributes("xsi:schemaLocation=\"a b\"");
      case ELEMENT -> around(drawing -> drawing.plain("scriptTask", "step"));
      case ELEMENT_PLACE -> simple().raw("<bpmn:timeDate>P1D</bpmn:timeDate>");
      case ATTRIBUTE ->
          around(
              drawing ->
                  drawing.holding("serviceTask", "step", COUNT + " camunda:class=\"x\"", ""));
      case ATTRIBUTE_VALUE ->
          around(
              drawing ->
                  drawing.holding(
                      "serviceTask", "step", COUNT + " isForCompensation=\"true\"", ""));
      case EXPRESSION ->
          around(drawing -> drawing.holding("userTask", "step", "name=\"${x}\"", ""));
      case DELEGATE -> with("execution.processEngine");
      case CONDITION_LANGUAGE -> deciding("true").replacing("\"feel\"", "\"juel\"");
      case CONDITION_FUNCTION -> deciding("function(x) external {java:{class:\"a\"}}");
      case START_TIMER ->
          journey("j")
              .holding("startEvent", "s", "", onDuration("P1D"))
              .flow("s", "e")
              .end("e", "e");
      case START_IN_GROUP ->
          around(d -> d.group("step", i -> i.startOn("i", "X").flow("i", "o").end("o", "o")));
      case SEVERAL_EVENTS ->
          around(
              d ->
                  d.holding(
                      "intermediateCatchEvent", "step", "", onDuration("P1D") + onDuration("P2D")));
      case TIMER_REPEATS -> around(d -> d.wait("step", "R/PT0.001S"));
      case REENTRY -> simple().reentry("sometimes");
      case PROPERTY -> simple().property("other", "x");
      case INPUT_UNKNOWN -> with("eraseContact", "subject", "x");
      case INPUT_TWICE -> with("changeScore", "points", "1", "points", "2");
      case LIQUID_INCLUDE -> with("sendSms", "text", "{%- include '/etc/passwd' %}");
      case ONE_PROCESS -> simple().beside("<bpmn:process id=\"other\" isExecutable=\"true\" />");
      case ID_MISSING -> simple().raw("<bpmn:userTask camunda:candidateGroups=\"a\" />");
      case ID_PATTERN -> around(d -> d.step("step", "eraseContact").person("é", "x"));
      case ID_TWICE -> simple().plain("userTask", "start");
      case REFERENCE -> simple().flow("start", "nowhere");
      case CROSSING ->
          around(
              d ->
                  d.group("step", i -> i.start("i").flow("i", "o").end("o", "o").flow("i", "end")));
      case TOO_MANY -> {
        Drawing drawing = simple();
        IntStream.range(0, 10_000).forEach(i -> drawing.plain("task", "t" + i));
        yield drawing;
      }
      case TOO_DEEP -> around(d -> nested(d, "step", 6));
      case LOOP -> looping(d -> d.wait("step", "PT0S"));
      case NOT_EXECUTABLE -> simple().processAttributes("");
      case SCHEMA ->
          around(
              d ->
                  d.holding(
                      "userTask",
                      "step",
                      "camunda:candidateGroups=\"a\"",
                      "<bpmn:incoming>start-step</bpmn:incoming><bpmn:documentation/>"));
      case LAYOUT -> simple().layout("<bpmndi:BPMNShape id=\"s\" bpmnElement=\"start\" />");
      case NO_START -> journey("j").sendEmail("m", "x").flow("m", "e").end("e", "e");
      case SEVERAL_STARTS -> simple().start("two").flow("two", "end");
      case START_EVENT -> simple().eventGroup("g", i -> i.start("i").flow("i", "o").end("o", "o"));
      case UNREACHABLE -> simple().sendEmail("lost", "x").flow("lost", "end");
      case STEP_TYPE -> around(d -> d.plain("task", "step"));
      case EVENT_TYPE -> around(d -> d.plain("intermediateCatchEvent", "step"));
      case DEAD_END -> journey("j").start("s").flow("s", "m").sendEmail("m", "x");
      case FLOW_IN -> with("eraseContact").flow("step", "start");
      case FLOW_OUT -> simple().flow("end", "late").end("late", "late");
      case END_NAME -> journey("j").start("s").flow("s", "e").plain("endEvent", "e");
      case GATEWAY_DEFAULT -> deciding("true").replacing("default=\"which-no\"", "");
      case GATEWAY_CONDITION ->
          journey("j")
              .start("s")
              .flow("s", "g")
              .decide("g", "g-a")
              .flow("g", "a")
              .flow("g", "b")
              .end("a", "a")
              .end("b", "b");
      case GATEWAY_NEEDLESS_CONDITION ->
          journey("j")
              .start("s")
              .flow("s", "g")
              .plain("exclusiveGateway", "g")
              .flowIf("g", "a", "true")
              .end("a", "a");
      case CONDITION_PLACE -> journey("j").start("s").flowIf("s", "e", "true").end("e", "e");
      case CONDITION_SYNTAX -> deciding("data.cart <");
      case CONDITION_COSTLY -> deciding("count(for i in 1..1000000000 return i) > 3");
      case CONDITION_CALL -> deciding("now() > data.x");
      case CONDITION_MART -> deciding("mart.total_year > 3");
      case FIRST_OF_BRANCHES ->
          journey("j")
              .start("s")
              .flow("s", "g")
              .firstOf("g")
              .flow("g", "w")
              .wait("w", "P1D")
              .flow("w", "e")
              .end("e", "e");
      case FIRST_OF_TARGET -> around(d -> d.firstOf("step"));
      case FIRST_OF_JOINED ->
          around(
              d ->
                  d.firstOf("step")
                      .flow("step", "a")
                      .wait("a", "P1D")
                      .flow("a", "b")
                      .flow("step", "b")
                      .wait("b", "P2D")
                      .flow("b", "end"));
      case BOUNDARY_HOST -> simple().timerOn("end", "t", "P1D").flow("t", "o").end("o", "o");
      case BOUNDARY_ERROR_HOST ->
          with("eraseContact").errorOn("step", "t", "refused").flow("t", "o").end("o", "o");
      case BOUNDARY_ERROR_OUTCOME ->
          with("sendSms", "text", "x")
              .errorOn("step", "t", "accepted")
              .flow("t", "o")
              .end("o", "o");
      case BOUNDARY_ERROR_INTERRUPTS ->
          with("sendSms", "text", "x")
              .boundary("step", "t", "cancelActivity=\"false\"", "<bpmn:errorEventDefinition />")
              .flow("t", "o")
              .end("o", "o");
      case PERSON_GROUP -> around(d -> d.plain("userTask", "step"));
      case TIMER_MISSING ->
          around(
              d ->
                  d.holding("intermediateCatchEvent", "step", "", "<bpmn:timerEventDefinition />"));
      case TIMER_FORM -> around(d -> d.wait("step", "tomorrow"));
      case TIMER_SHORT -> around(d -> d.wait("step", "PT0.5S"));
      case TIMER_LONG -> around(d -> d.wait("step", "P11Y"));
      case MESSAGE_MISSING ->
          around(
              d ->
                  d.holding(
                      "intermediateCatchEvent", "step", "", "<bpmn:messageEventDefinition />"));
      case MESSAGE_NAME -> around(d -> d.message("step", "a/b"));
      case MESSAGE_TWICE ->
          simple().startOn("a", "X").flow("a", "end").startOn("b", "X").flow("b", "end");
      case LINK_STEP -> around(d -> d.message("step", "LinkClicked:start"));
      case INPUT_MISSING -> with("sendSms", "text", " ");
      case INPUT_CHOICE -> with("sendSms", "text", "x", "purpose", "spam");
      case INPUT_DURATION -> with("sendSms", "text", "x", "expires", "soon");
      case INPUT_URL -> with("callWebhook", "url", "http://example.com");
      case INPUT_URL_LOCAL -> with("callWebhook", "url", "http://localhost:8081/hook");
      case INPUT_EMAIL_ADDRESS ->
          with("notifyColleague", "to", "a@b@c", "subject", "s", "body", "b");
      case INPUT_WHOLE_NUMBER -> with("changeScore", "points", "1.5");
      case INPUT_WEIGHTS -> with("split", "paths", "A=0, B=0");
      case INPUT_FIELD -> with("updateContact", "field", "a b", "value", "x");
      case INPUT_JOURNEY -> with("startJourney", "journey", "a b");
      case JOURNEY_ITSELF -> with("startJourney", "journey", "around");
      case LINK_NAME -> everything().replacing("LinkClicked:mail:guide", "LinkClicked:mail:other");
      case OPENS_UNRELIABLE -> around(d -> d.message("step", "MessageOpened"));
      case CLICKS_CONSENT -> everything();
      case NO_TIMEOUT -> around(d -> d.receive("step", "OrderPlaced"));
      case SEVERAL_EXITS -> with("eraseContact").flow("step", "o").end("o", "o");
      case CONDITION_NAME -> deciding("cart.value > 3");
      case CONDITION_STEP -> deciding("steps.nobody.at = null");
      case CONDITION_OUTCOME -> deciding("steps.mail.outcome = \"clicked\"");
      default -> throw new IllegalArgumentException("no diagram breaks " + rule);
    };
  }

  private static Drawing nested(Drawing drawing, String id, int depth) {
    return drawing.group(
        id,
        inner -> {
          inner.start(id + "i").flow(id + "i", id + "x");
          if (depth > 1) {
            nested(inner, id + "x", depth - 1).flow(id + "x", id + "o").end(id + "o", "o");
          } else {
            inner.end(id + "x", "o");
          }
        });
  }

  /** A loop around a step, which a contact may leave. */
  static Drawing looping(java.util.function.Consumer<Drawing> step) {
    Drawing drawing =
        journey("looping")
            .start("start")
            .flow("start", "step")
            .flow("step", "again")
            .decide("again", "again-end")
            .flowIf("again", "step", "contact.score < 5")
            .flow("again", "end")
            .end("end", "done");
    step.accept(drawing);
    return drawing;
  }
}
