package io.relance.journey.check;

import io.relance.process.StepCatalogue;
import io.relance.process.TimerForms;
import java.util.Map;
import java.util.Set;
import javax.xml.namespace.QName;

/** Every element, attribute and text of the file against the closed list. */
final class ElementRules {

  private static final QName TYPE = new QName(Namespaces.XSI, "type");
  private static final QName DELEGATE = new QName(Namespaces.CAMUNDA, "delegateExpression");
  private static final Set<String> FORMAL =
      Set.of("conditionExpression", "timeDuration", "timeDate");

  private final Findings findings;

  ElementRules(Findings findings) {
    this.findings = findings;
  }

  void check(XmlNode node) {
    if (isForeign(node)) {
      checkForeign(node);
      return;
    }
    checkExpressions(node);
    node.attributes().forEach((name, value) -> checkAttribute(node, name, value));
    if (!Vocabulary.knows(node)) {
      findings.at(Rule.ELEMENT, node, node.local());
      node.all().forEach(this::checkExpressions);
    } else if (!Vocabulary.allowsHere(node)) {
      findings.at(Rule.ELEMENT_PLACE, node, node.local());
      node.all().forEach(this::checkExpressions);
    } else {
      node.children().forEach(this::check);
    }
  }

  private static boolean isForeign(XmlNode node) {
    return node.parent() != null
        && node.parent().is("extensionElements")
        && Namespaces.isInert(node.name().getNamespaceURI());
  }

  /** What another tool keeps in its own extension stays, as long as it cannot reach the engine. */
  private void checkForeign(XmlNode extension) {
    for (XmlNode node : extension.all()) {
      checkExpressions(node);
      if (!Namespaces.isInert(node.name().getNamespaceURI())
          && !node.name().getNamespaceURI().isEmpty()) {
        findings.at(Rule.ELEMENT_PLACE, node, node.local());
      }
      for (QName attribute : node.attributes().keySet()) {
        checkForeignAttribute(node, attribute);
      }
    }
  }

  private void checkForeignAttribute(XmlNode node, QName attribute) {
    if (XmlReading.SCHEMA_LOCATIONS.contains(attribute)) {
      findings.at(Rule.SCHEMA_LOCATION, node);
    } else if (!attribute.getNamespaceURI().isEmpty()
        && !Namespaces.isInert(attribute.getNamespaceURI())) {
      findings.at(Rule.ATTRIBUTE, node, attribute.getLocalPart(), node.local());
    }
  }

  private void checkAttribute(XmlNode node, QName name, String value) {
    if (XmlReading.SCHEMA_LOCATIONS.contains(name)) {
      findings.at(Rule.SCHEMA_LOCATION, node);
      return;
    }
    String shown =
        name.getNamespaceURI().equals(Namespaces.CAMUNDA)
            ? "camunda:" + name.getLocalPart()
            : name.getLocalPart();
    if (!isAllowed(node, name, shown, value)) {
      findings.at(Rule.ATTRIBUTE, node, shown, node.local());
    } else if (!Vocabulary.allowsValue(shown, value)) {
      findings.at(Rule.ATTRIBUTE_VALUE, node, shown, value);
    } else if (name.equals(DELEGATE) && StepCatalogue.ofExpression(value).isEmpty()) {
      findings.at(Rule.DELEGATE, node, value);
    }
  }

  private static boolean isAllowed(XmlNode node, QName name, String shown, String value) {
    String namespace = name.getNamespaceURI();
    if (name.equals(TYPE)) {
      return FORMAL.contains(node.local()) && value.matches("(?:[\\w.-]+:)?tFormalExpression");
    }
    if (namespace.isEmpty() || namespace.equals(Namespaces.CAMUNDA)) {
      return Vocabulary.allows(node, shown);
    }
    return Namespaces.isInert(namespace)
        || (namespace.equals(Namespaces.XML) && Set.of("lang", "space").contains(shown));
  }

  private void checkExpressions(XmlNode node) {
    for (Map.Entry<QName, String> attribute : node.attributes().entrySet()) {
      if (Expressions.areIn(attribute.getValue()) && !isDelegate(node, attribute)) {
        findings.at(Rule.EXPRESSION, node, attribute.getKey().getLocalPart());
      }
    }
    if (Expressions.areIn(node.text()) && !isTimer(node)) {
      findings.at(Rule.EXPRESSION, node, node.local());
    }
  }

  /** A delegate expression has a rule of its own. */
  private static boolean isDelegate(XmlNode node, Map.Entry<QName, String> attribute) {
    return attribute.getKey().equals(DELEGATE)
        && Vocabulary.allows(node, "camunda:delegateExpression");
  }

  private static boolean isTimer(XmlNode node) {
    return node.is("timeDate")
        && node.children().isEmpty()
        && TimerForms.ofDate(node.text().strip()).isPresent();
  }
}
