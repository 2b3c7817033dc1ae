package io.relance.runtime;

import static io.relance.Sketch.email;
import static io.relance.Sketch.end;
import static io.relance.Sketch.flow;
import static io.relance.Sketch.step;

import io.relance.Sketch;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Draws a journey by chance that holds to the vocabulary: every kind of step, nested groups, event
 * groups, boundary events, loops and parallel branches. The same seed draws the same journey.
 */
final class RandomJourney {

  static final List<String> EVENTS =
      List.of("OrderPlaced", "FormSent", "CallBack", "Stop", "Note", "LinkClicked");

  private static final String FEEL = "xsi:type=\"bpmn:tFormalExpression\" language=\"feel\"";

  private final Random chance;
  private final StringBuilder xml = new StringBuilder();
  private final List<String> sends = new ArrayList<>();
  private int ids;

  private RandomJourney(long seed) {
    this.chance = new Random(seed);
  }

  static String draw(String key, long seed) {
    return new RandomJourney(seed).journey(key);
  }

  private record Piece(String entry, String exit) {}

  private String journey(String key) {
    String start = id("start");
    xml.append(Sketch.start(start));
    Piece body = sequence(3 + chance.nextInt(3), 3);
    link(start, body.entry());
    String last = id("end");
    xml.append(end(last, "done"));
    link(body.exit(), last);
    if (chance.nextInt(3) > 0) {
      eventGroup("Stop", true);
    }
    if (chance.nextInt(3) > 0) {
      eventGroup("Note", false);
    }
    return Sketch.journey(key, xml.toString(), EVENTS.toArray(String[]::new));
  }

  private Piece sequence(int length, int depth) {
    Piece first = piece(depth);
    String exit = first.exit();
    for (int i = 1; i < length; i++) {
      Piece next = piece(depth);
      link(exit, next.entry());
      exit = next.exit();
    }
    return new Piece(first.entry(), exit);
  }

  private Piece piece(int depth) {
    int kind = chance.nextInt(depth > 0 ? 17 : 12);
    return switch (kind) {
      case 0, 1 -> send();
      case 2 -> timer();
      case 3 -> firstOf();
      case 4 -> one(step(id("score"), "changeScore", "points", String.valueOf(chance.nextInt(9) - 2)));
      case 5 -> one(step(id("field"), "updateContact", "field", "firstName", "value", "N" + chance.nextInt(9)));
      case 6 ->
          one(
              step(
                  id("consent"),
                  "recordConsent",
                  "channel",
                  "sms",
                  "purpose",
                  "marketing",
                  "status",
                  chance.nextInt(6) > 0 ? "granted" : "refused"));
      case 7 -> decision();
      case 8 -> split();
      case 9 -> waiting("receiveTask", " messageRef=\"Message_CallBack\"");
      case 10 -> waiting("userTask", " camunda:candidateGroups=\"sales\"");
      case 11 -> one("<bpmn:intermediateThrowEvent id=\"%s\" />".formatted(id("mark")));
      case 12, 13 -> parallel(depth - 1);
      case 14, 15 -> group(depth - 1);
      default -> loop(depth - 1);
    };
  }

  /** A step whose text ends in an element with the newest id. */
  private Piece one(String element) {
    xml.append(element);
    String id = element.substring(element.indexOf("id=\"") + 4, element.indexOf('"', element.indexOf("id=\"") + 4));
    return new Piece(id, id);
  }

  private Piece send() {
    String id = id("send");
    sends.add(id);
    xml.append(
        switch (chance.nextInt(4)) {
          case 0 -> step(id, "sendSms", "text", "Hello {{ contact.firstName }}");
          case 1 -> step(id, "sendVoice", "text", "Hello", "purpose", "service");
          case 2 ->
              step(id, "notifyColleague", "to", "boss@shop.example", "subject", "Look", "body", "Here");
          default -> email(id, chance.nextBoolean() ? "marketing" : "service");
        });
    if (chance.nextInt(3) > 0) {
      return new Piece(id, id);
    }
    String caught = id("caught");
    String join = exclusive();
    xml.append(
        "<bpmn:boundaryEvent id=\"%s\" attachedToRef=\"%s\"><bpmn:errorEventDefinition /></bpmn:boundaryEvent>"
            .formatted(caught, id));
    link(id, join);
    link(caught, join);
    return new Piece(id, join);
  }

  private Piece timer() {
    String form =
        chance.nextInt(3) > 0
            ? "<bpmn:timeDuration>PT%dH</bpmn:timeDuration>".formatted(1 + chance.nextInt(40))
            : "<bpmn:timeDate>${timers.localTime(execution,'P%dD','09:00')}</bpmn:timeDate>"
                .formatted(chance.nextInt(2));
    return one(
        "<bpmn:intermediateCatchEvent id=\"%s\"><bpmn:timerEventDefinition>%s</bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>"
            .formatted(id("wait"), form));
  }

  private Piece firstOf() {
    String gateway = id("first");
    xml.append("<bpmn:eventBasedGateway id=\"%s\" />".formatted(gateway));
    String join = exclusive();
    for (String event : List.of("OrderPlaced", "FormSent").subList(0, 1 + chance.nextInt(2))) {
      Piece happened = one(Sketch.message(id("event"), event));
      link(gateway, happened.entry());
      link(happened.exit(), join);
    }
    Piece late = timer();
    link(gateway, late.entry());
    link(late.exit(), join);
    return new Piece(gateway, join);
  }

  private Piece decision() {
    List<String> conditions =
        new ArrayList<>(
            List.of(
                "contact.score &gt; 2",
                "data.value &lt; 50",
                "event.name = \"OrderPlaced\"",
                "consent.sms.marketing = \"granted\"",
                "outcome = \"suppressed\""));
    if (!sends.isEmpty()) {
      conditions.add(
          "steps.%s.outcome = \"accepted\"".formatted(sends.get(chance.nextInt(sends.size()))));
    }
    return branches(List.of(conditions.get(chance.nextInt(conditions.size()))));
  }

  private Piece split() {
    Piece split = one(step(id("split"), "split", "paths", "A=50, B=30, C=20"));
    Piece paths =
        branches(
            List.of(
                "steps.%s.outcome = \"A\"".formatted(split.entry()),
                "steps.%s.outcome = \"B\"".formatted(split.entry())));
    link(split.exit(), paths.entry());
    return new Piece(split.entry(), paths.exit());
  }

  private Piece branches(List<String> conditions) {
    String gateway = id("decide");
    String join = exclusive();
    Piece otherwise = piece(0);
    String fallback = gateway + "__" + otherwise.entry();
    xml.append("<bpmn:exclusiveGateway id=\"%s\" default=\"%s\" />".formatted(gateway, fallback));
    link(gateway, otherwise.entry());
    link(otherwise.exit(), join);
    for (String condition : conditions) {
      Piece then = piece(0);
      xml.append(
          "<bpmn:sequenceFlow id=\"%s__%s\" sourceRef=\"%s\" targetRef=\"%s\"><bpmn:conditionExpression %s>%s</bpmn:conditionExpression></bpmn:sequenceFlow>"
              .formatted(gateway, then.entry(), gateway, then.entry(), FEEL, condition));
      link(then.exit(), join);
    }
    return new Piece(gateway, join);
  }

  /** A task that waits, perhaps interrupted by a timer, perhaps with a reminder beside it. */
  private Piece waiting(String element, String attributes) {
    String task = id("task");
    xml.append("<bpmn:%s id=\"%s\"%s />".formatted(element, task, attributes));
    String join = exclusive();
    link(task, join);
    Piece late = boundary(task, "PT%dH".formatted(20 + chance.nextInt(40)), true);
    link(late.exit(), join);
    if (chance.nextBoolean()) {
      beside(boundary(task, "PT%dH".formatted(1 + chance.nextInt(10)), false));
    }
    return new Piece(task, join);
  }

  private Piece boundary(String host, String duration, boolean interrupting) {
    return one(
        "<bpmn:boundaryEvent id=\"%s\" attachedToRef=\"%s\" cancelActivity=\"%s\"><bpmn:timerEventDefinition><bpmn:timeDuration>%s</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:boundaryEvent>"
            .formatted(id("late"), host, interrupting, duration));
  }

  /** What a non-interrupting event starts has an end of its own. */
  private void beside(Piece from) {
    Piece send = send();
    String end = id("end");
    xml.append(end(end, "aside"));
    link(from.exit(), send.entry());
    link(send.exit(), end);
  }

  private Piece parallel(int depth) {
    String fork = id("fork");
    String join = id("join");
    xml.append("<bpmn:parallelGateway id=\"%s\" /><bpmn:parallelGateway id=\"%s\" />".formatted(fork, join));
    for (int i = 0; i < 2 + chance.nextInt(2); i++) {
      Piece branch = sequence(1 + chance.nextInt(2), depth);
      link(fork, branch.entry());
      link(branch.exit(), join);
    }
    return new Piece(fork, join);
  }

  private Piece group(int depth) {
    String group = id("group");
    xml.append("<bpmn:subProcess id=\"%s\">".formatted(group));
    String start = id("start");
    xml.append(Sketch.start(start));
    Piece body = sequence(1 + chance.nextInt(2), depth);
    link(start, body.entry());
    String end = id("end");
    xml.append(end(end, "inner"));
    link(body.exit(), end);
    xml.append("</bpmn:subProcess>");
    String join = exclusive();
    link(group, join);
    if (chance.nextBoolean()) {
      Piece late = boundary(group, "PT%dH".formatted(10 + chance.nextInt(60)), true);
      link(late.exit(), join);
    }
    if (chance.nextBoolean()) {
      boolean interrupting = chance.nextBoolean();
      Piece told =
          one(
              "<bpmn:boundaryEvent id=\"%s\" attachedToRef=\"%s\" cancelActivity=\"%s\"><bpmn:messageEventDefinition messageRef=\"Message_FormSent\" /></bpmn:boundaryEvent>"
                  .formatted(id("told"), group, interrupting));
      if (interrupting) {
        link(told.exit(), join);
      } else {
        beside(told);
      }
    }
    return new Piece(group, join);
  }

  private Piece loop(int depth) {
    String again = exclusive();
    Piece wait = timer();
    link(again, wait.entry());
    Piece body = sequence(1, depth);
    link(wait.exit(), body.entry());
    Piece score = one(step(id("score"), "changeScore", "points", "3"));
    link(body.exit(), score.entry());
    String enough = id("enough");
    String out = exclusive();
    xml.append(
        "<bpmn:exclusiveGateway id=\"%s\" default=\"%s__%s\" />".formatted(enough, enough, out));
    link(score.exit(), enough);
    link(enough, out);
    xml.append(
        "<bpmn:sequenceFlow id=\"%s__%s\" sourceRef=\"%s\" targetRef=\"%s\"><bpmn:conditionExpression %s>contact.score &lt; 6</bpmn:conditionExpression></bpmn:sequenceFlow>"
            .formatted(enough, again, enough, again, FEEL));
    return new Piece(again, out);
  }

  private void eventGroup(String event, boolean interrupting) {
    xml.append("<bpmn:subProcess id=\"%s\" triggeredByEvent=\"true\">".formatted(id("on")));
    String start = id("start");
    xml.append(
        "<bpmn:startEvent id=\"%s\" isInterrupting=\"%s\"><bpmn:messageEventDefinition messageRef=\"Message_%s\" /></bpmn:startEvent>"
            .formatted(start, interrupting, event));
    Piece body = interrupting ? send() : one(step(id("score"), "changeScore", "points", "1"));
    link(start, body.entry());
    String end = id("end");
    xml.append(end(end, interrupting ? "stopped-by-event" : "noted"));
    link(body.exit(), end);
    xml.append("</bpmn:subProcess>");
  }

  private String exclusive() {
    String id = id("merge");
    xml.append("<bpmn:exclusiveGateway id=\"%s\" />".formatted(id));
    return id;
  }

  private void link(String from, String to) {
    xml.append(flow(from, to));
  }

  private String id(String word) {
    return word + "_" + ids++;
  }
}
