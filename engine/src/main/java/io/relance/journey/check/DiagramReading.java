package io.relance.journey.check;

import io.relance.journey.check.Diagram.Flow;
import io.relance.journey.check.Diagram.Reentry;
import io.relance.journey.check.Diagram.Step;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** Makes a diagram of a file whose elements, ids and references are known to be sound. */
final class DiagramReading {

  private final XmlNode definitions;
  private final XmlNode process;
  private final Findings findings;
  private final List<Step> steps = new ArrayList<>();
  private final List<Flow> flows = new ArrayList<>();
  private final Set<String> defaults = new HashSet<>();

  DiagramReading(XmlNode definitions, Findings findings) {
    this.definitions = definitions;
    this.process = definitions.bpmn("process").get(0);
    this.findings = findings;
  }

  Diagram read() {
    StepReading reading = new StepReading(definitions, findings);
    if (!"true".equals(process.attribute("isExecutable"))) {
      findings.at(Rule.NOT_EXECUTABLE, process);
    }
    List<XmlNode> nodes = process.all();
    nodes.stream()
        .flatMap(node -> Stream.ofNullable(node.attribute("default")))
        .forEach(defaults::add);
    for (XmlNode node : nodes) {
      if (node.is("sequenceFlow")) {
        flows.add(flow(node));
      } else if (IdentityRules.isStep(node)) {
        steps.add(reading.read(node));
      }
    }
    return new Diagram(id(process), process.attribute("name"), reentry(), steps, flows);
  }

  private Reentry reentry() {
    Reentry reentry = Reentry.AFTER_END;
    for (XmlNode properties : process.extension("properties").stream().toList()) {
      for (XmlNode property : properties.children()) {
        String name = Objects.requireNonNullElse(property.attribute("name"), "");
        String value = Objects.requireNonNullElse(property.attribute("value"), "");
        if (!name.equals("relance.reentry")) {
          findings.at(Rule.PROPERTY, property, name);
        } else if (!List.of("after-end", "never", "always").contains(value)) {
          findings.at(Rule.REENTRY, property, value);
        } else {
          reentry = Reentry.valueOf(value.toUpperCase(Locale.ROOT).replace('-', '_'));
        }
      }
    }
    return reentry;
  }

  private Flow flow(XmlNode node) {
    List<XmlNode> conditions = node.bpmn("conditionExpression");
    String condition = null;
    if (!conditions.isEmpty()) {
      condition = conditions.get(0).text().strip();
      if (!"feel".equals(conditions.get(0).attribute("language"))) {
        findings.at(Rule.CONDITION_LANGUAGE, node);
      }
    }
    return new Flow(
        id(node),
        node.attribute("name"),
        Objects.requireNonNull(node.attribute("sourceRef")),
        Objects.requireNonNull(node.attribute("targetRef")),
        condition,
        defaults.contains(id(node)));
  }

  static String id(XmlNode node) {
    return Objects.requireNonNull(node.id());
  }
}
