package io.relance.journey.check;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Draws diagrams for tests in the words of a marketer. */
final class Drawing {

  private final String key;
  private final Map<String, String> messages;
  private final Map<String, String> errors;
  private final StringBuilder steps = new StringBuilder();
  private String processAttributes = " isExecutable=\"true\"";
  private String processExtensions = "";
  private String rootExtras = "";
  private String definitionsAttributes = "";
  private String layout = "";
  private String replaced = "";
  private String replacement = "";

  private Drawing(String key, Map<String, String> messages, Map<String, String> errors) {
    this.key = key;
    this.messages = messages;
    this.errors = errors;
  }

  static Drawing journey(String key) {
    return new Drawing(key, new LinkedHashMap<>(), new LinkedHashMap<>());
  }

  /** From start to end, and nothing wrong with it. */
  static Drawing simple() {
    return journey("simple").start("start").flow("start", "end").end("end", "done");
  }

  /** A start, a place to put one step named {@code step}, and an end. */
  static Drawing around(Consumer<Drawing> step) {
    Drawing drawing = journey("around").start("start").flow("start", "step");
    step.accept(drawing);
    return drawing.flow("step", "end").end("end", "done");
  }

  /** A start, one catalogue step named {@code step} with these inputs, and an end. */
  static Drawing with(String bean, String... inputs) {
    return around(drawing -> drawing.step("step", bean, inputs));
  }

  /** A decision with this condition on its way to a second end. */
  static Drawing deciding(String condition) {
    return journey("deciding")
        .start("start")
        .flow("start", "mail")
        .sendEmail("mail", "Hello")
        .flow("mail", "which")
        .decide("which", "which-no")
        .flowIf("which", "yes", condition)
        .flow("which", "no")
        .end("yes", "yes")
        .end("no", "no");
  }

  /** Something of nearly every kind of step, and nothing wrong with it. */
  static Drawing everything() {
    return journey("everything")
        .reentry("never")
        .start("start")
        .startOn("ordered", "OrderPlaced")
        .flow("start", "split")
        .flow("ordered", "split")
        .step("split", "split", "paths", "A=50, B=50")
        .flow("split", "mail")
        .step(
            "mail",
            "sendEmail",
            "subject",
            "Hello {{ contact.firstName }}",
            "body",
            "Read [the guide](https://example.com/guide \"guide\").",
            "purpose",
            "marketing",
            "expires",
            "P2D")
        .errorOn("mail", "mail-failed", "refused")
        .flow("mail-failed", "notify")
        .step("notify", "notifyColleague", "to", "a@example.com", "subject", "s", "body", "b")
        .flow("notify", "failed")
        .end("failed", "not-reached")
        .flow("mail", "first")
        .firstOf("first")
        .flow("first", "clicked")
        .flow("first", "late")
        .message("clicked", "LinkClicked:mail:guide")
        .date("late", "${timers.localTime(execution,'P2D','09:00')}")
        .flow("late", "again")
        .decide("again", "again-fork")
        .flowIf("again", "mail", "steps.mail.outcome = \"accepted\" and contact.score > 5")
        .flow("again", "fork")
        .flow("clicked", "fork")
        .parallel("fork")
        .flow("fork", "field")
        .flow("fork", "score")
        .step("field", "updateContact", "field", "lifecycle", "value", "")
        .step("score", "changeScore", "points", "-5")
        .flow("field", "join")
        .flow("score", "join")
        .parallel("join")
        .flow("join", "watch")
        .group(
            "watch",
            inner ->
                inner
                    .start("watch-start")
                    .flow("watch-start", "ask")
                    .person("ask", "sales")
                    .flow("ask", "sms")
                    .step("sms", "sendSms", "text", "Hi")
                    .flow("sms", "watch-end")
                    .plain("endEvent", "watch-end"))
        .timerOn("watch", "too-long", "P7D")
        .flow("too-long", "cold")
        .end("cold", "cold")
        .flow("watch", "reached")
        .plain("intermediateThrowEvent", "reached")
        .flow("reached", "hook")
        .step("hook", "callWebhook", "url", "https://example.com/hook", "retries", "PT1S, PT1M")
        .flow("hook", "consent")
        .step(
            "consent", "recordConsent", "channel", "sms", "purpose", "service", "status", "granted")
        .flow("consent", "other")
        .step("other", "startJourney", "journey", "welcome")
        .flow("other", "end")
        .end("end", "done")
        .eventGroup(
            "gone",
            inner ->
                inner
                    .startOn("gone-start", "ContactOptedOut")
                    .flow("gone-start", "gone-end")
                    .end("gone-end", "opted-out"))
        .raw("<bpmn:textAnnotation id=\"note\"><bpmn:text>a note</bpmn:text></bpmn:textAnnotation>")
        .raw("<bpmn:association id=\"to-note\" sourceRef=\"mail\" targetRef=\"note\" />");
  }

  Drawing reentry(String value) {
    return property("relance.reentry", value);
  }

  Drawing property(String name, String value) {
    processExtensions =
        "<bpmn:extensionElements><camunda:properties><camunda:property name=\"%s\" value=\"%s\" /></camunda:properties></bpmn:extensionElements>"
            .formatted(name, value);
    return this;
  }

  Drawing processAttributes(String attributes) {
    processAttributes = " " + attributes;
    return this;
  }

  Drawing definitionsAttributes(String attributes) {
    definitionsAttributes = " " + attributes;
    return this;
  }

  Drawing beside(String xml) {
    rootExtras += xml;
    return this;
  }

  Drawing layout(String xml) {
    layout =
        "<bpmndi:BPMNDiagram id=\"di\"><bpmndi:BPMNPlane id=\"plane\" bpmnElement=\"%s\">%s</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>"
            .formatted(key, xml);
    return this;
  }

  Drawing raw(String xml) {
    steps.append(xml).append('\n');
    return this;
  }

  /** Changes the file itself, where no word of a marketer says it. */
  Drawing replacing(String text, String by) {
    replaced = text;
    replacement = by;
    return this;
  }

  Drawing plain(String element, String id) {
    return raw("<bpmn:%s id=\"%s\" />".formatted(element, id));
  }

  Drawing holding(String element, String id, String attributes, String content) {
    return raw(
        "<bpmn:%1$s id=\"%2$s\" %3$s>%4$s</bpmn:%1$s>".formatted(element, id, attributes, content));
  }

  Drawing start(String id) {
    return plain("startEvent", id);
  }

  Drawing startOn(String id, String message) {
    return holding("startEvent", id, "", onMessage(message));
  }

  Drawing end(String id, String outcome) {
    return holding("endEvent", id, "name=\"" + outcome + "\"", "");
  }

  Drawing sendEmail(String id, String body) {
    return step(id, "sendEmail", "subject", "Hello", "body", body);
  }

  Drawing step(String id, String bean, String... inputs) {
    StringBuilder parameters = new StringBuilder();
    for (int i = 0; i < inputs.length; i += 2) {
      parameters.append(
          "<camunda:inputParameter name=\"%s\">%s</camunda:inputParameter>"
              .formatted(inputs[i], escape(inputs[i + 1])));
    }
    String mapping =
        inputs.length == 0
            ? ""
            : "<bpmn:extensionElements><camunda:inputOutput>"
                + parameters
                + "</camunda:inputOutput></bpmn:extensionElements>";
    return holding("serviceTask", id, "camunda:delegateExpression=\"${" + bean + "}\"", mapping);
  }

  Drawing wait(String id, String duration) {
    return holding("intermediateCatchEvent", id, "", onDuration(duration));
  }

  Drawing date(String id, String date) {
    return holding(
        "intermediateCatchEvent",
        id,
        "",
        "<bpmn:timerEventDefinition><bpmn:timeDate>%s</bpmn:timeDate></bpmn:timerEventDefinition>"
            .formatted(escape(date)));
  }

  Drawing message(String id, String message) {
    return holding("intermediateCatchEvent", id, "", onMessage(message));
  }

  Drawing receive(String id, String message) {
    onMessage(message);
    return holding("receiveTask", id, "messageRef=\"" + messages.get(message) + "\"", "");
  }

  Drawing person(String id, String group) {
    return holding("userTask", id, "camunda:candidateGroups=\"" + group + "\"", "");
  }

  Drawing timerOn(String host, String id, String duration) {
    return boundary(host, id, "", onDuration(duration));
  }

  Drawing messageOn(String host, String id, String message) {
    return boundary(host, id, "", onMessage(message));
  }

  Drawing errorOn(String host, String id, String outcome) {
    String error = errors.computeIfAbsent(outcome, code -> "Error_" + (errors.size() + 1));
    return boundary(host, id, "", "<bpmn:errorEventDefinition errorRef=\"" + error + "\" />");
  }

  Drawing boundary(String host, String id, String attributes, String content) {
    return holding("boundaryEvent", id, "attachedToRef=\"" + host + "\" " + attributes, content);
  }

  Drawing decide(String id, String defaultFlow) {
    return holding("exclusiveGateway", id, "default=\"" + defaultFlow + "\"", "");
  }

  Drawing parallel(String id) {
    return plain("parallelGateway", id);
  }

  Drawing firstOf(String id) {
    return plain("eventBasedGateway", id);
  }

  Drawing group(String id, Consumer<Drawing> content) {
    return scope(id, "", content);
  }

  Drawing eventGroup(String id, Consumer<Drawing> content) {
    return scope(id, "triggeredByEvent=\"true\"", content);
  }

  private Drawing scope(String id, String attributes, Consumer<Drawing> content) {
    Drawing inner = new Drawing(id, messages, errors);
    content.accept(inner);
    return holding("subProcess", id, attributes, inner.steps.toString());
  }

  Drawing flow(String from, String to) {
    return holding(
        "sequenceFlow",
        from + "-" + to,
        "sourceRef=\"%s\" targetRef=\"%s\"".formatted(from, to),
        "");
  }

  Drawing flowIf(String from, String to, String condition) {
    return holding(
        "sequenceFlow",
        from + "-" + to,
        "sourceRef=\"%s\" targetRef=\"%s\"".formatted(from, to),
        ("<bpmn:conditionExpression xsi:type=\"bpmn:tFormalExpression\" language=\"feel\">%s"
                + "</bpmn:conditionExpression>")
            .formatted(escape(condition)));
  }

  String onMessage(String message) {
    String id = messages.computeIfAbsent(message, name -> "Message_" + (messages.size() + 1));
    return "<bpmn:messageEventDefinition messageRef=\"" + id + "\" />";
  }

  static String onDuration(String duration) {
    return "<bpmn:timerEventDefinition><bpmn:timeDuration>%s</bpmn:timeDuration></bpmn:timerEventDefinition>"
        .formatted(escape(duration));
  }

  String xml() {
    StringBuilder declared = new StringBuilder();
    messages.forEach(
        (name, id) ->
            declared.append(
                "<bpmn:message id=\"%s\" name=\"%s\" />\n".formatted(id, escape(name))));
    errors.forEach(
        (code, id) ->
            declared.append("<bpmn:error id=\"%s\" errorCode=\"%s\" />\n".formatted(id, code)));
    return """
        <?xml version="1.0" encoding="UTF-8"?>
        <bpmn:definitions xmlns:bpmn="%s" xmlns:bpmndi="%s" xmlns:dc="%s" xmlns:di="%s"
            xmlns:camunda="%s" xmlns:xsi="%s" id="definitions" targetNamespace="http://relance.example"%s>
        %s%s<bpmn:process id="%s"%s>%s
        %s</bpmn:process>%s
        </bpmn:definitions>
        """
        .formatted(
            Namespaces.BPMN,
            Namespaces.BPMNDI,
            Namespaces.DC,
            Namespaces.DI,
            Namespaces.CAMUNDA,
            Namespaces.XSI,
            definitionsAttributes,
            declared,
            rootExtras,
            key,
            processAttributes,
            processExtensions,
            steps,
            layout)
        .replace(replaced.isEmpty() ? "\0" : replaced, replacement);
  }

  byte[] bytes() {
    return xml().getBytes(UTF_8);
  }

  static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
  }
}
