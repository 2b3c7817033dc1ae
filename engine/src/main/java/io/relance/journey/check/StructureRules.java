package io.relance.journey.check;

import static io.relance.journey.check.Diagram.Kind.END;
import static io.relance.journey.check.Diagram.Kind.EVENT_GROUP;
import static io.relance.journey.check.Diagram.Kind.GROUP;
import static io.relance.journey.check.Diagram.Kind.START;
import static io.relance.journey.check.Diagram.Kind.TERMINATE;
import static io.relance.journey.check.Diagram.Kind.UNDECIDED;
import static io.relance.journey.check.Diagram.Kind.UNDECIDED_EVENT;

import io.relance.journey.check.Diagram.Kind;
import io.relance.journey.check.Diagram.Step;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Starts, ends and the arrows between: whether every walk begins, goes on and ends. */
final class StructureRules {

  private static final Set<Kind> ENDS = EnumSet.of(END, TERMINATE);
  private static final Set<Kind> GATEWAYS = EnumSet.of(Kind.DECIDE, Kind.PARALLEL, Kind.FIRST_OF);

  private final Walks walks;
  private final Findings findings;

  StructureRules(Walks walks, Findings findings) {
    this.walks = walks;
    this.findings = findings;
  }

  void check() {
    Diagram diagram = walks.diagram();
    checkJourneyStarts(diagram);
    for (Step step : diagram.steps()) {
      if (step.kind() == GROUP || step.kind() == EVENT_GROUP) {
        checkGroupStarts(step);
      }
      checkType(step);
      checkArrows(step);
      checkEndName(step);
    }
    checkReachable(diagram);
  }

  private void checkJourneyStarts(Diagram diagram) {
    List<Step> starts = walks.inside(diagram.key(), START);
    if (starts.isEmpty()) {
      findings.atJourney(Rule.NO_START, diagram);
    }
    starts.stream()
        .filter(start -> start.message() == null)
        .skip(1)
        .forEach(start -> findings.at(Rule.SEVERAL_STARTS, start));
  }

  private void checkGroupStarts(Step group) {
    List<Step> starts = walks.inside(group.id(), START);
    if (starts.isEmpty()) {
      findings.at(Rule.NO_START, group);
    }
    starts.stream().skip(1).forEach(start -> findings.at(Rule.SEVERAL_STARTS, start));
  }

  private void checkType(Step step) {
    if (step.kind() == UNDECIDED) {
      findings.at(Rule.STEP_TYPE, step);
    } else if (step.kind() == UNDECIDED_EVENT) {
      findings.at(Rule.EVENT_TYPE, step);
    }
  }

  private void checkArrows(Step step) {
    boolean entered = !walks.in(step).isEmpty();
    boolean left = !walks.out(step).isEmpty();
    if (entered && (step.kind() == START || step.kind() == EVENT_GROUP || isAttached(step))) {
      findings.at(Rule.FLOW_IN, step);
    }
    if (ENDS.contains(step.kind()) || step.kind() == EVENT_GROUP) {
      if (left) {
        findings.at(Rule.FLOW_OUT, step);
      }
    } else if (!left) {
      findings.at(Rule.DEAD_END, step);
    }
    if (walks.out(step).size() > 1 && !GATEWAYS.contains(step.kind())) {
      findings.at(Rule.SEVERAL_EXITS, step);
    }
  }

  private void checkEndName(Step step) {
    boolean counts = walks.isJourney(step.scope()) || endsTheWalk(walks.step(step.scope()));
    if (ENDS.contains(step.kind()) && counts && (step.name() == null || step.name().isBlank())) {
      findings.at(Rule.END_NAME, step);
    }
  }

  /**
   * Only an event group that interrupts the whole journey ends the walk, so only its ends are
   * outcomes.
   */
  private boolean endsTheWalk(Step group) {
    return group.kind() == EVENT_GROUP
        && walks.isJourney(group.scope())
        && walks.inside(group.id(), START).stream().anyMatch(Step::interrupting);
  }

  private void checkReachable(Diagram diagram) {
    if (walks.inside(diagram.key(), START).isEmpty()) {
      return;
    }
    Set<Step> reached = walks.reachable();
    diagram.steps().stream()
        .filter(step -> !reached.contains(step))
        .forEach(step -> findings.at(Rule.UNREACHABLE, step));
  }

  private static boolean isAttached(Step step) {
    return step.attachedTo() != null;
  }
}
