package io.relance.journey.check;

import io.relance.journey.check.Problem.Severity;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a diagram and holds it to the vocabulary, before it is saved and before it is published.
 */
public final class DiagramCheck {

  /**
   * What was read, absent when the diagram is outside the vocabulary, and what is wrong with it.
   */
  public record Result(@Nullable Diagram diagram, List<Problem> problems) {

    public Result {
      problems = List.copyOf(problems);
    }

    /** Whether it is outside the vocabulary, so that not even a draft is saved. */
    public boolean isRefused() {
      return has(Severity.REFUSED);
    }

    /** Whether nothing stands in the way of publishing it. */
    public boolean isPublishable() {
      return !isRefused() && !has(Severity.ERROR);
    }

    private boolean has(Severity severity) {
      return problems.stream().anyMatch(problem -> problem.severity() == severity);
    }
  }

  /**
   * Checks a BPMN file.
   *
   * @throws NotBpmn when it is no BPMN that can be read safely
   */
  public Result check(byte[] bpmn) {
    return check(bpmn, null);
  }

  /**
   * Checks a BPMN file, its conditions on the user's own tables included.
   *
   * @param mart the aggregates and formulas that conditions may name; absent when nobody knows
   * @throws NotBpmn when it is no BPMN that can be read safely
   */
  public Result check(byte[] bpmn, @Nullable Set<String> mart) {
    Findings findings = new Findings();
    XmlNode definitions = XmlReading.read(bpmn, findings);
    new ElementRules(findings).check(definitions);
    new IdentityRules(definitions, findings).check();
    if (findings.refused()) {
      return new Result(null, findings.problems());
    }
    Diagram diagram = new DiagramReading(definitions, findings).read();
    Walks walks = new Walks(diagram);
    new StructureRules(walks, findings).check();
    new GatewayRules(walks, findings).check();
    new BoundaryRules(walks, findings).check();
    new MessageRules(walks, findings).check();
    new StepRules(walks, findings).check();
    new ConditionRules(walks, findings, mart).check();
    new LoopRules(walks, findings).check();
    new LayoutRules(definitions, findings).check();
    if (!findings.refused()) {
      SchemaRules.check(Decoding.decode(bpmn), findings);
    }
    return new Result(findings.refused() ? null : diagram, findings.problems());
  }
}
