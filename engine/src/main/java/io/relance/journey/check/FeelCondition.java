package io.relance.journey.check;

import io.relance.runtime.FeelReading;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.camunda.feel.api.FeelEngineApi;
import org.camunda.feel.api.FeelEngineBuilder;
import org.camunda.feel.api.ParseResult;
import org.camunda.feel.syntaxtree.ConstString;
import org.camunda.feel.syntaxtree.Equal;
import org.camunda.feel.syntaxtree.Ref;
import org.jspecify.annotations.Nullable;

/** What a FEEL condition asks for, and what it asks of steps. */
final class FeelCondition {

  /** An outcome that the condition compares with: of a step, or of the last one that had one. */
  record Comparison(@Nullable String step, String word) {}

  // the default engine knows no external functions and no functions of ours
  private static final FeelEngineApi FEEL = FeelEngineBuilder.forJava().build();

  private final FeelReading reading;
  private final Set<String> steps = new LinkedHashSet<>();
  private final List<Comparison> comparisons = new ArrayList<>();

  private FeelCondition(FeelReading reading) {
    this.reading = reading;
    for (Object node : reading.nodes()) {
      if (node instanceof Ref ref) {
        visitRef(ref);
      } else if (node instanceof Equal equal) {
        visitEqual(equal.x(), equal.y());
        visitEqual(equal.y(), equal.x());
      }
    }
  }

  /** Reads a condition; empty when it is not FEEL. */
  static Optional<FeelCondition> read(String condition) {
    try {
      ParseResult result = FEEL.parseExpression(condition);
      return result.isSuccess()
          ? Optional.of(new FeelCondition(FeelReading.of(result.parsedExpression().expression())))
          : Optional.empty();
    } catch (RuntimeException | StackOverflowError tooMuchForTheParser) {
      return Optional.empty();
    }
  }

  /** The names that stand first in a path, without those that the condition itself introduces. */
  Set<String> roots() {
    return reading.roots();
  }

  /** The ids of the steps that it asks about. */
  Set<String> steps() {
    return steps;
  }

  /** The aggregates and formulas that it asks for. */
  Set<String> mart() {
    return reading.below("mart");
  }

  /** What in it may take for ever. */
  Set<String> costly() {
    return reading.costly();
  }

  Set<String> unknownCalls() {
    return reading.unknownCalls();
  }

  List<Comparison> comparisons() {
    return comparisons;
  }

  private void visitRef(Ref ref) {
    List<String> names = FeelReading.names(ref);
    if (names.get(0).equals("steps") && names.size() > 1) {
      steps.add(names.get(1));
    }
  }

  private void visitEqual(Object asked, Object word) {
    if (asked instanceof Ref ref && word instanceof ConstString text) {
      List<String> names = FeelReading.names(ref);
      if (names.equals(List.of("outcome"))) {
        comparisons.add(new Comparison(null, text.value()));
      } else if (names.size() == 3
          && names.get(0).equals("steps")
          && names.get(2).equals("outcome")) {
        comparisons.add(new Comparison(names.get(1), text.value()));
      }
    }
  }
}
