package io.relance.journey;

import io.relance.journey.check.Diagram;
import io.relance.journey.check.DiagramCheck;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What publishing a draft would do.
 *
 * @param version the version that it would become
 * @param changes the steps by name, against the version that is live now
 * @param inside how many are inside now; they finish on the version on which they entered
 */
record PublishPreview(
    int version, Changes changes, long inside, List<ProblemWords.Worded> problems) {

  /** Steps that come, go, or say something else than before. */
  record Changes(List<String> added, List<String> removed, List<String> changed) {}

  static PublishPreview of(
      Journeys journeys, JourneyOverview overview, ProblemWords words, String key) {
    Journey journey = journeys.get(key);
    byte[] draft = journeys.draft(key);
    Map<String, Diagram.Step> after = steps(draft);
    Map<String, Diagram.Step> before =
        journey.version() == null ? Map.of() : steps(journeys.bpmn(key, null));
    return new PublishPreview(
        journey.version() == null ? 1 : journey.version() + 1,
        new Changes(
            labels(after, step -> !before.containsKey(step.id())),
            labels(before, step -> !after.containsKey(step.id())),
            labels(
                after,
                step ->
                    before.containsKey(step.id()) && !Objects.equals(before.get(step.id()), step))),
        overview.of(key).inside(),
        words.of(journeys.check(draft)));
  }

  private static Map<String, Diagram.Step> steps(byte[] bpmn) {
    @Nullable Diagram diagram = new DiagramCheck().check(bpmn).diagram();
    return diagram == null
        ? Map.of()
        : diagram.steps().stream().collect(Collectors.toMap(Diagram.Step::id, Function.identity()));
  }

  private static List<String> labels(
      Map<String, Diagram.Step> steps, java.util.function.Predicate<Diagram.Step> which) {
    return steps.values().stream().filter(which).map(Diagram.Step::label).sorted().toList();
  }
}
