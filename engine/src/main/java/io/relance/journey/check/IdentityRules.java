package io.relance.journey.check;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Ids, references, scopes and limits: what must hold before the diagram can be read at all. */
final class IdentityRules {

  private static final int MAX_STEPS = 500;
  private static final int MAX_FLOWS = 2_000;
  private static final int MAX_DEPTH = 5;
  private static final Pattern ID = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,63}");

  private final Findings findings;
  private final XmlNode definitions;
  private final List<XmlNode> all;
  private final Map<String, XmlNode> byId = new HashMap<>();

  IdentityRules(XmlNode definitions, Findings findings) {
    this.definitions = definitions;
    this.findings = findings;
    this.all = definitions.all();
  }

  void check() {
    checkProcesses();
    checkLimits();
    checkIds();
    for (XmlNode node : all) {
      if (node.isBpmn()) {
        checkReferences(node);
      }
    }
  }

  private void checkProcesses() {
    List<XmlNode> processes = definitions.bpmn("process");
    if (processes.size() != 1) {
      findings.at(Rule.ONE_PROCESS, journey(), processes.size());
    }
  }

  private XmlNode journey() {
    return definitions.bpmn("process").stream().findFirst().orElse(definitions);
  }

  private void checkLimits() {
    long steps = all.stream().filter(IdentityRules::isStep).count();
    long flows = all.stream().filter(node -> node.is("sequenceFlow")).count();
    if (steps > MAX_STEPS) {
      findings.at(Rule.TOO_MANY, journey(), steps, MAX_STEPS);
    }
    if (flows > MAX_FLOWS) {
      findings.at(Rule.TOO_MANY, journey(), flows, MAX_FLOWS);
    }
    for (XmlNode node : all) {
      if (node.is("subProcess") && depth(node) == MAX_DEPTH + 1) {
        findings.at(Rule.TOO_DEEP, node);
      }
    }
  }

  private void checkIds() {
    Set<String> twice = new HashSet<>();
    for (XmlNode node : all) {
      String id = node.id();
      if (id == null || isForeign(node)) {
        if (isNamed(node)) {
          findings.at(Rule.ID_MISSING, node, node.local());
        }
      } else {
        if (isNamed(node) && !ID.matcher(id).matches()) {
          findings.at(Rule.ID_PATTERN, node, id);
        }
        if (byId.putIfAbsent(id, node) != null && twice.add(id)) {
          findings.at(Rule.ID_TWICE, node, id);
        }
      }
    }
  }

  private void checkReferences(XmlNode node) {
    switch (node.local()) {
      case "sequenceFlow" -> {
        XmlNode source = required(node, "sourceRef");
        XmlNode target = required(node, "targetRef");
        if (source != null && target != null) {
          if (!isStep(source) || !isStep(target)) {
            findings.at(Rule.REFERENCE, node, "sourceRef");
          } else if (source.parent() != node.parent() || target.parent() != node.parent()) {
            findings.at(Rule.CROSSING, node);
          }
        }
      }
      case "boundaryEvent" -> {
        XmlNode host = required(node, "attachedToRef");
        if (host != null && !isStep(host)) {
          findings.at(Rule.REFERENCE, node, "attachedToRef");
        } else if (host != null && host.parent() != node.parent()) {
          findings.at(Rule.CROSSING, node);
        }
      }
      case "association" -> {
        required(node, "sourceRef");
        required(node, "targetRef");
      }
      case "messageEventDefinition", "receiveTask" -> optional(node, "messageRef", "message");
      case "errorEventDefinition" -> optional(node, "errorRef", "error");
      case "exclusiveGateway" -> optional(node, "default", "sequenceFlow");
      case "group" -> optional(node, "categoryValueRef", "categoryValue");
      default -> {}
    }
  }

  private @Nullable XmlNode required(XmlNode node, String attribute) {
    String reference = node.attribute(attribute);
    XmlNode target = reference == null ? null : byId.get(reference);
    if (target == null) {
      findings.at(Rule.REFERENCE, node, attribute);
    }
    return target;
  }

  private void optional(XmlNode node, String attribute, String element) {
    String reference = node.attribute(attribute);
    if (reference != null) {
      XmlNode target = byId.get(reference);
      if (target == null || !target.is(element)) {
        findings.at(Rule.REFERENCE, node, attribute);
      }
    }
  }

  private static int depth(XmlNode node) {
    int depth = 0;
    for (XmlNode at = node; at != null; at = at.parent()) {
      depth += at.is("subProcess") ? 1 : 0;
    }
    return depth;
  }

  private static boolean isForeign(XmlNode node) {
    return Namespaces.isInert(node.name().getNamespaceURI());
  }

  private static boolean isNamed(XmlNode node) {
    return isStep(node)
        || node.is("process")
        || node.is("sequenceFlow")
        || node.is("message")
        || node.is("error");
  }

  static boolean isStep(XmlNode node) {
    return node.isBpmn()
        && node.parent() != null
        && node.parent().isScope()
        && (node.local().endsWith("Event")
            || node.local().endsWith("Gateway")
            || node.local().endsWith("ask")
            || node.is("subProcess"));
  }
}
