package io.relance.journey;

import io.relance.content.Flaw;
import io.relance.content.Proofreader;
import io.relance.journey.check.Diagram;
import io.relance.journey.check.DiagramCheck;
import io.relance.journey.check.NotBpmn;
import io.relance.journey.check.Problem;
import io.relance.journey.check.Problem.Severity;
import io.relance.process.StepCatalogue;
import io.relance.process.StepInput;
import io.relance.runtime.MartFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.context.support.DefaultMessageSourceResolvable;
import org.springframework.stereotype.Component;

/** Reads a diagram with both eyes: its shape against the vocabulary, and the texts in its steps. */
@Component
class Review {

  private final DiagramCheck check = new DiagramCheck();
  private final Proofreader proofreader;
  private final MartFacts mart;
  private final ProblemWords words;

  Review(Proofreader proofreader, MartFacts mart, ProblemWords words) {
    this.proofreader = proofreader;
    this.mart = mart;
    this.words = words;
  }

  /** What was found. */
  record Result(@Nullable Diagram diagram, List<Problem> problems, ProblemWords words) {

    /** The diagram, unless it is outside the vocabulary. */
    Diagram accepted() {
      if (diagram == null) {
        throw words.outside(problems);
      }
      return diagram;
    }

    /** Refuses a draft that still has errors. */
    void requireReady(String key) {
      if (problems.stream().anyMatch(problem -> problem.severity().blocks())) {
        throw words.notReady(key, problems);
      }
    }
  }

  Result of(byte[] bpmn) {
    try {
      Set<String> known = mart.names();
      DiagramCheck.Result shape = check.check(bpmn, known);
      List<Problem> problems = new ArrayList<>(shape.problems());
      if (shape.diagram() != null) {
        shape.diagram().steps().stream().flatMap(step -> texts(step, known)).forEach(problems::add);
      }
      return new Result(shape.diagram(), List.copyOf(problems), words);
    } catch (NotBpmn e) {
      throw words.notBpmn(e);
    }
  }

  private Stream<Problem> texts(Diagram.Step step, Set<String> known) {
    return Optional.ofNullable(step.delegate()).flatMap(StepCatalogue::ofBean).stream()
        .flatMap(type -> type.inputs().stream())
        .flatMap(
            input ->
                flaws(input, step.inputs().getOrDefault(input.name(), ""), known).stream()
                    .map(flaw -> problem(step, input, flaw)));
  }

  private List<Flaw> flaws(StepInput input, String text, Set<String> known) {
    if (text.isBlank()) {
      return List.of();
    }
    return switch (input.kind()) {
      case LIQUID -> proofreader.text(text, known);
      case MARKDOWN -> proofreader.body(text, known);
      case URL -> proofreader.url(text, known);
      default -> List.of();
    };
  }

  private static Problem problem(Diagram.Step step, StepInput input, Flaw flaw) {
    return new Problem(
        step.id(),
        "text",
        Severity.ERROR,
        List.of(
            step.label(),
            input.name(),
            new DefaultMessageSourceResolvable(
                new String[] {flaw.messageKey()}, flaw.arguments().toArray())));
  }
}
