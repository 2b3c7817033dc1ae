package io.relance.journey.check;

import io.relance.journey.check.Problem.Severity;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects problems: each one once, and no more than a person would ever read. */
final class Findings {

  private static final int MAX = 200;

  private final Set<Problem> problems = new LinkedHashSet<>();

  void atLine(Rule rule, int line, Object... more) {
    String place = "line " + line;
    add(rule, place, place, more);
  }

  void at(Rule rule, XmlNode node, Object... more) {
    XmlNode anchor = node.anchor();
    // a shape stands for what it shows
    String shown = anchor.attribute("bpmnElement");
    String id = shown == null ? anchor.id() : shown;
    if (id == null || id.isBlank() || anchor.is("definitions")) {
      atLine(rule, node.line(), more);
      return;
    }
    String name = anchor.attribute("name");
    add(rule, id, name == null || name.isBlank() ? id : name, more);
  }

  void at(Rule rule, Diagram.Step step, Object... more) {
    add(rule, step.id(), step.label(), more);
  }

  void at(Rule rule, Diagram.Flow flow, Object... more) {
    String name = flow.name();
    add(rule, flow.id(), name == null || name.isBlank() ? flow.id() : name, more);
  }

  void atJourney(Rule rule, Diagram diagram, Object... more) {
    String name = diagram.name();
    add(rule, diagram.key(), name == null || name.isBlank() ? diagram.key() : name, more);
  }

  private void add(Rule rule, String element, String label, Object... more) {
    if (problems.size() >= MAX) {
      return;
    }
    List<Object> arguments = new ArrayList<>();
    arguments.add(shorten(label));
    for (Object argument : more) {
      arguments.add(argument instanceof String text ? shorten(text) : argument);
    }
    problems.add(new Problem(shorten(element), rule.id(), rule.severity(), arguments));
  }

  boolean refused() {
    return problems.stream().anyMatch(problem -> problem.severity() == Severity.REFUSED);
  }

  List<Problem> problems() {
    return List.copyOf(problems);
  }

  private static String shorten(String text) {
    return text.length() <= 120 ? text : text.substring(0, 119) + "…";
  }
}
