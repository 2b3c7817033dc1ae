package io.relance.journey.check;

import static io.relance.journey.check.DiagramReading.id;

import io.relance.journey.check.Diagram.Kind;
import io.relance.journey.check.Diagram.Step;
import io.relance.process.StepCatalogue;
import io.relance.process.StepType;
import io.relance.process.TimerForm;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads one step: its kind, what it is told, and what it waits for. */
final class StepReading {

  private final XmlNode definitions;
  private final Findings findings;
  private final TimerRules timers;
  private final Map<String, XmlNode> messages = new HashMap<>();

  StepReading(XmlNode definitions, Findings findings) {
    this.definitions = definitions;
    this.findings = findings;
    this.timers = new TimerRules(findings);
    for (XmlNode message : definitions.bpmn("message")) {
      messages.put(id(message), message);
    }
  }

  Step read(XmlNode node) {
    List<XmlNode> definitionsOfEvent =
        node.children().stream()
            .filter(child -> child.local().endsWith("EventDefinition"))
            .toList();
    if (definitionsOfEvent.size() > 1) {
      findings.at(Rule.SEVERAL_EVENTS, node);
    }
    XmlNode event = definitionsOfEvent.isEmpty() ? null : definitionsOfEvent.get(0);
    StepType type =
        StepCatalogue.ofExpression(
                Objects.requireNonNullElse(node.camunda("delegateExpression"), ""))
            .orElse(null);
    XmlNode scope = Objects.requireNonNull(node.parent());
    Kind kind = kind(node, event, type);
    checkStart(node, event, scope);
    if (node.is("userTask") && isBlank(node.camunda("candidateGroups"))) {
      findings.at(Rule.PERSON_GROUP, node);
    }
    return new Step(
        id(node),
        node.attribute("name"),
        kind,
        type == null ? null : type.bean(),
        inputs(node),
        message(node, event),
        timer(node, event),
        errorCode(event),
        node.attribute("attachedToRef"),
        !"false"
            .equals(node.attribute(node.is("startEvent") ? "isInterrupting" : "cancelActivity")),
        id(scope));
  }

  private void checkStart(XmlNode node, @Nullable XmlNode event, XmlNode scope) {
    if (!node.is("startEvent")) {
      return;
    }
    if (event == null) {
      if (isEventGroup(scope)) {
        findings.at(Rule.START_EVENT, node);
      }
    } else if (scope.is("process") && event.is("timerEventDefinition")) {
      findings.at(Rule.START_TIMER, node);
    } else if (scope.is("subProcess") && !isEventGroup(scope)) {
      findings.at(Rule.START_IN_GROUP, node);
    }
  }

  private static Kind kind(XmlNode node, @Nullable XmlNode event, @Nullable StepType type) {
    return switch (node.local()) {
      case "startEvent" -> Kind.START;
      case "endEvent" -> event == null ? Kind.END : Kind.TERMINATE;
      case "intermediateThrowEvent" -> Kind.MILESTONE;
      case "intermediateCatchEvent", "boundaryEvent" -> eventKind(event);
      case "exclusiveGateway" -> Kind.DECIDE;
      case "parallelGateway" -> Kind.PARALLEL;
      case "eventBasedGateway" -> Kind.FIRST_OF;
      case "receiveTask" -> Kind.RECEIVE;
      case "userTask" -> Kind.PERSON;
      case "subProcess" -> isEventGroup(node) ? Kind.EVENT_GROUP : Kind.GROUP;
      default -> type == null ? Kind.UNDECIDED : catalogueKind(type);
    };
  }

  private static Kind eventKind(@Nullable XmlNode event) {
    if (event == null) {
      return Kind.UNDECIDED_EVENT;
    }
    return switch (event.local()) {
      case "timerEventDefinition" -> Kind.TIMER;
      case "messageEventDefinition" -> Kind.MESSAGE;
      default -> Kind.ERROR;
    };
  }

  /** {@code sendEmail} is {@code SEND_EMAIL}. */
  static Kind catalogueKind(StepType type) {
    return Kind.valueOf(type.bean().replaceAll("([A-Z])", "_$1").toUpperCase(Locale.ROOT));
  }

  private Map<String, String> inputs(XmlNode node) {
    Map<String, String> inputs = new LinkedHashMap<>();
    for (XmlNode mapping : node.extension("inputOutput").stream().toList()) {
      for (XmlNode parameter : mapping.children()) {
        String name = Objects.requireNonNullElse(parameter.attribute("name"), "");
        if (inputs.putIfAbsent(name, parameter.text()) != null) {
          findings.at(Rule.INPUT_TWICE, node, name);
        }
      }
    }
    return inputs;
  }

  private @Nullable String message(XmlNode node, @Nullable XmlNode event) {
    XmlNode holder = node.is("receiveTask") ? node : event;
    if (holder == null || !(holder.is("receiveTask") || holder.is("messageEventDefinition"))) {
      return null;
    }
    XmlNode message = messages.get(holder.attribute("messageRef"));
    String name = message == null ? null : message.attribute("name");
    if (isBlank(name)) {
      findings.at(Rule.MESSAGE_MISSING, node);
    }
    return Objects.requireNonNullElse(name, "");
  }

  private @Nullable TimerForm timer(XmlNode node, @Nullable XmlNode event) {
    return event != null && event.is("timerEventDefinition") ? timers.read(node, event) : null;
  }

  private @Nullable String errorCode(@Nullable XmlNode event) {
    String reference = event == null ? null : event.attribute("errorRef");
    return definitions.bpmn("error").stream()
        .filter(error -> id(error).equals(reference))
        .findFirst()
        .map(error -> error.attribute("errorCode"))
        .filter(code -> !code.isBlank())
        .orElse(null);
  }

  private static boolean isEventGroup(XmlNode node) {
    return "true".equals(node.attribute("triggeredByEvent"));
  }

  private static boolean isBlank(@Nullable String text) {
    return text == null || text.isBlank();
  }
}
