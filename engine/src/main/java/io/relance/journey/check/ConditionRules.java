package io.relance.journey.check;

import io.relance.journey.check.Diagram.Flow;
import io.relance.journey.check.Diagram.Kind;
import io.relance.journey.check.Diagram.Step;
import io.relance.journey.check.FeelCondition.Comparison;
import io.relance.process.MessageNames;
import io.relance.process.StepCatalogue;
import io.relance.process.Weights;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Whether a condition can be read, is cheap to answer, and asks for what there is. */
final class ConditionRules {

  private static final int LONGEST = 2_000;
  private static final int MOST_BRACKETS = 20;
  private static final Set<String> ROOTS =
      Set.of("contact", "consent", "data", "event", "steps", "outcome", "now", "today", "mart");
  private static final Pattern FUNCTION = Pattern.compile("\\bfunction\\s*\\(|\\bexternal\\b");
  private static final Pattern TEXT = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*+\"");

  private final Walks walks;
  private final Findings findings;
  private final @Nullable Set<String> mart;

  /**
   * @param mart the aggregates and formulas that there are; absent when nobody knows
   */
  ConditionRules(Walks walks, Findings findings, @Nullable Set<String> mart) {
    this.walks = walks;
    this.findings = findings;
    this.mart = mart;
  }

  void check() {
    for (Flow flow : walks.diagram().flows()) {
      if (flow.condition() != null && !flow.condition().isEmpty()) {
        check(flow, flow.condition());
      }
    }
  }

  private void check(Flow flow, String condition) {
    String code = TEXT.matcher(condition).replaceAll("\"\"");
    if (FUNCTION.matcher(code).find()) {
      findings.at(Rule.CONDITION_FUNCTION, flow);
    } else if (condition.length() > LONGEST || brackets(code) > MOST_BRACKETS) {
      findings.at(Rule.CONDITION_COSTLY, flow, condition);
    } else {
      if (condition.contains('"' + MessageNames.MESSAGE_OPENED + '"')) {
        findings.at(Rule.OPENS_UNRELIABLE, flow);
      }
      Optional<FeelCondition> read = FeelCondition.read(condition);
      if (read.isPresent()) {
        check(flow, read.get());
      } else {
        findings.at(Rule.CONDITION_SYNTAX, flow, condition);
      }
    }
  }

  private void check(Flow flow, FeelCondition condition) {
    condition.costly().forEach(what -> findings.at(Rule.CONDITION_COSTLY, flow, what));
    condition.unknownCalls().forEach(name -> findings.at(Rule.CONDITION_CALL, flow, name));
    condition.roots().stream()
        .filter(root -> !ROOTS.contains(root))
        .forEach(root -> findings.at(Rule.CONDITION_NAME, flow, root));
    condition.steps().stream()
        .filter(step -> !walks.has(step))
        .forEach(step -> findings.at(Rule.CONDITION_STEP, flow, step));
    condition.comparisons().forEach(comparison -> checkOutcome(flow, comparison));
    condition.mart().stream()
        .filter(name -> mart != null && !mart.contains(name))
        .forEach(
            name ->
                findings.at(
                    Rule.CONDITION_MART, flow, name, walks.step(flow.source()).label(), known()));
  }

  private String known() {
    return mart == null || mart.isEmpty() ? "–" : String.join(", ", new TreeSet<>(mart));
  }

  private void checkOutcome(Flow flow, Comparison comparison) {
    String step = comparison.step();
    if (step != null && !walks.has(step)) {
      return;
    }
    Set<String> words = step == null ? allOutcomes() : outcomes(walks.step(step));
    if (words != null && !words.contains(comparison.word())) {
      findings.at(Rule.CONDITION_OUTCOME, flow, comparison.word(), String.join(", ", words));
    }
  }

  /** Absent when a person or another step may end with any word. */
  private @Nullable Set<String> allOutcomes() {
    Set<String> all = new TreeSet<>();
    for (Step step : walks.diagram().steps()) {
      Set<String> words = outcomes(step);
      if (words == null) {
        return null;
      }
      all.addAll(words);
    }
    return all;
  }

  private static @Nullable Set<String> outcomes(Step step) {
    if (step.kind() == Kind.PERSON || step.kind() == Kind.UNDECIDED) {
      return null;
    }
    if (step.kind() == Kind.SPLIT) {
      return Weights.parse(step.inputs().getOrDefault(StepCatalogue.PATHS, ""))
          .map(weights -> weights.paths().keySet())
          .orElse(null);
    }
    return Optional.ofNullable(step.delegate())
        .flatMap(StepCatalogue::ofBean)
        .map(type -> Set.copyOf(type.outcomes()))
        .orElse(Set.of());
  }

  private static int brackets(String code) {
    int depth = 0;
    int deepest = 0;
    for (char c : code.toCharArray()) {
      depth += "([{".indexOf(c) >= 0 ? 1 : ")]}".indexOf(c) >= 0 ? -1 : 0;
      deepest = Math.max(deepest, depth);
    }
    return deepest;
  }
}
