package io.relance.journey.check;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The closed list of elements and attributes; docs/vocabulary.md is its readable form. */
final class Vocabulary {

  /** What an element may hold. */
  record Form(Set<String> attributes, Set<String> children) {}

  private static final String TEMPLATE =
      " camunda:modelerTemplate camunda:modelerTemplateVersion camunda:modelerTemplateIcon";
  private static final String NODE = "id name" + TEMPLATE;
  private static final String NODE_CHILDREN = "documentation extensionElements incoming outgoing";
  private static final String TASK = NODE + " isForCompensation startQuantity completionQuantity";
  private static final String EVENTS = " timerEventDefinition messageEventDefinition";
  private static final String FLOW_ELEMENTS =
      " startEvent endEvent intermediateCatchEvent intermediateThrowEvent boundaryEvent"
          + " exclusiveGateway parallelGateway eventBasedGateway task serviceTask sendTask"
          + " receiveTask userTask subProcess sequenceFlow textAnnotation association group";

  private static final Map<String, Form> BPMN = new HashMap<>();
  private static final Map<String, Form> CAMUNDA = new HashMap<>();

  private static final Set<String> DRAWING_ATTRIBUTES =
      words(
          "id name bpmnElement isHorizontal isExpanded isMarkerVisible labelStyle documentation"
              + " resolution sourceElement targetElement x y width height size isBold isItalic"
              + " isUnderline isStrikeThrough");
  private static final Set<String> DRAWING_ELEMENTS =
      words(
          "BPMNDiagram BPMNPlane BPMNShape BPMNEdge BPMNLabel BPMNLabelStyle Bounds Font Point"
              + " waypoint extension");

  /** Attributes that may have only these values. */
  private static final Map<String, Predicate<String>> VALUES =
      Map.ofEntries(
          Map.entry("isForCompensation", "false"::equals),
          Map.entry("instantiate", "false"::equals),
          Map.entry("parallelMultiple", "false"::equals),
          Map.entry("isClosed", "false"::equals),
          Map.entry("startQuantity", "1"::equals),
          Map.entry("completionQuantity", "1"::equals),
          Map.entry("eventGatewayType", "Exclusive"::equals),
          Map.entry("isExecutable", Vocabulary::isBoolean),
          Map.entry("isInterrupting", Vocabulary::isBoolean),
          Map.entry("cancelActivity", Vocabulary::isBoolean),
          Map.entry("triggeredByEvent", Vocabulary::isBoolean),
          Map.entry(
              "camunda:historyTimeToLive",
              Pattern.compile("\\d{1,5}|P\\d{1,5}D").asMatchPredicate()),
          Map.entry(
              "camunda:candidateGroups", Pattern.compile("[^${}#]{0,255}").asMatchPredicate()));

  static {
    bpmn(
        "definitions",
        "id name targetNamespace exporter exporterVersion expressionLanguage typeLanguage",
        "process message error category");
    bpmn("category", "id name", "documentation extensionElements categoryValue");
    bpmn("categoryValue", "id value", "documentation extensionElements");
    bpmn("message", "id name", "documentation extensionElements");
    bpmn("error", "id name errorCode", "documentation extensionElements");
    bpmn(
        "process",
        NODE + " isExecutable processType isClosed camunda:historyTimeToLive",
        "documentation extensionElements" + FLOW_ELEMENTS);
    bpmn("subProcess", TASK + " triggeredByEvent", NODE_CHILDREN + FLOW_ELEMENTS);
    bpmn(
        "sequenceFlow",
        NODE + " sourceRef targetRef",
        "documentation extensionElements conditionExpression");
    bpmn("conditionExpression", "id language", "");
    bpmn("startEvent", NODE + " isInterrupting parallelMultiple", NODE_CHILDREN + EVENTS);
    bpmn("intermediateCatchEvent", NODE + " parallelMultiple", NODE_CHILDREN + EVENTS);
    bpmn(
        "boundaryEvent",
        NODE + " attachedToRef cancelActivity parallelMultiple",
        NODE_CHILDREN + EVENTS + " errorEventDefinition");
    bpmn("intermediateThrowEvent", NODE, NODE_CHILDREN);
    bpmn("endEvent", NODE, NODE_CHILDREN + " terminateEventDefinition");
    bpmn("exclusiveGateway", NODE + " default gatewayDirection", NODE_CHILDREN);
    bpmn("parallelGateway", NODE + " gatewayDirection", NODE_CHILDREN);
    bpmn(
        "eventBasedGateway",
        NODE + " gatewayDirection instantiate eventGatewayType",
        NODE_CHILDREN);
    bpmn("task", TASK, NODE_CHILDREN);
    bpmn("serviceTask", TASK + " implementation camunda:delegateExpression", NODE_CHILDREN);
    bpmn("sendTask", TASK + " implementation camunda:delegateExpression", NODE_CHILDREN);
    bpmn("receiveTask", TASK + " implementation instantiate messageRef", NODE_CHILDREN);
    bpmn("userTask", TASK + " implementation camunda:candidateGroups", NODE_CHILDREN);
    bpmn("timerEventDefinition", "id", "timeDuration timeDate");
    bpmn("timeDuration", "id", "");
    bpmn("timeDate", "id", "");
    bpmn("messageEventDefinition", "id messageRef", "");
    bpmn("errorEventDefinition", "id errorRef", "");
    bpmn("terminateEventDefinition", "id", "");
    bpmn("textAnnotation", "id textFormat", "documentation extensionElements text");
    bpmn("text", "", "");
    bpmn(
        "association",
        "id sourceRef targetRef associationDirection",
        "documentation extensionElements");
    bpmn("group", "id categoryValueRef", "documentation extensionElements");
    bpmn("documentation", "id textFormat", "");
    bpmn("incoming", "", "");
    bpmn("outgoing", "", "");
    bpmn("extensionElements", "", "");

    CAMUNDA.put("properties", form("", "property"));
    CAMUNDA.put("property", form("id name value", ""));
    CAMUNDA.put("inputOutput", form("", "inputParameter"));
    CAMUNDA.put("inputParameter", form("name", ""));
  }

  private Vocabulary() {}

  static boolean knows(XmlNode node) {
    return form(node) != null;
  }

  static boolean allowsHere(XmlNode node) {
    XmlNode parent = node.parent();
    if (parent == null) {
      return node.is("definitions");
    }
    if (node.local().equals("BPMNDiagram")) {
      return parent.is("definitions");
    }
    if (Namespaces.DRAWING.contains(node.name().getNamespaceURI())) {
      return Namespaces.DRAWING.contains(parent.name().getNamespaceURI());
    }
    Form form = form(parent);
    if (parent.is("extensionElements")) {
      return allowsExtension(node, parent.parent());
    }
    return form != null
        && form.children.contains(node.local())
        && node.name().getNamespaceURI().equals(parent.name().getNamespaceURI());
  }

  static boolean allows(XmlNode node, String attribute) {
    Form form = form(node);
    return form != null && form.attributes.contains(attribute);
  }

  static boolean allowsValue(String attribute, String value) {
    Predicate<String> values = VALUES.get(attribute);
    return values == null || values.test(value);
  }

  private static boolean allowsExtension(XmlNode node, @Nullable XmlNode owner) {
    if (owner == null || !node.name().getNamespaceURI().equals(Namespaces.CAMUNDA)) {
      return false;
    }
    return switch (node.local()) {
      case "properties" -> owner.is("process");
      case "inputOutput" -> owner.is("serviceTask") || owner.is("sendTask");
      default -> false;
    };
  }

  private static @Nullable Form form(XmlNode node) {
    String namespace = node.name().getNamespaceURI();
    if (namespace.equals(Namespaces.BPMN)) {
      return BPMN.get(node.local());
    }
    if (namespace.equals(Namespaces.CAMUNDA)) {
      return CAMUNDA.get(node.local());
    }
    if (Namespaces.DRAWING.contains(namespace) && DRAWING_ELEMENTS.contains(node.local())) {
      return new Form(DRAWING_ATTRIBUTES, DRAWING_ELEMENTS);
    }
    return null;
  }

  private static void bpmn(String element, String attributes, String children) {
    BPMN.put(element, form(attributes, children));
  }

  private static Form form(String attributes, String children) {
    return new Form(words(attributes), words(children));
  }

  private static Set<String> words(String text) {
    return text.isBlank() ? Set.of() : Set.of(text.trim().split(" +"));
  }

  private static boolean isBoolean(String value) {
    return value.equals("true") || value.equals("false");
  }
}
