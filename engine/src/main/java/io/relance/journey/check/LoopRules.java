package io.relance.journey.check;

import io.relance.journey.check.Diagram.Kind;
import io.relance.journey.check.Diagram.Step;
import io.relance.process.TimerForm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Refuses a loop that nothing slows down. Every step is two points, where it is entered and where
 * it is left; a step that waits has no way from the one to the other. What then still goes round in
 * circles goes round at full speed.
 */
final class LoopRules {

  private static final Duration SHORTEST_WAIT = Duration.ofMinutes(1);

  private final Walks walks;
  private final Findings findings;
  private final Map<String, Integer> numbers = new HashMap<>();

  LoopRules(Walks walks, Findings findings) {
    this.walks = walks;
    this.findings = findings;
    for (Step step : walks.diagram().steps()) {
      numbers.put(step.id(), numbers.size());
    }
  }

  void check() {
    // first without the places where several walks wait for each other: what is left is certain
    Set<Integer> certain = circles(false, false);
    report(certain);
    // then with them, for circles in which nobody waits at all
    Set<Integer> withJoins = circles(true, false);
    withJoins.removeAll(certain);
    if (!withJoins.isEmpty()) {
      reportWaitless(withJoins);
    }
  }

  private void reportWaitless(Set<Integer> points) {
    for (Set<Integer> circle : Circles.of(edges(true, true))) {
      boolean waits =
          walks.diagram().steps().stream()
              .anyMatch(step -> circle.contains(in(step)) && isWait(step));
      if (!waits) {
        circle.retainAll(points);
        report(circle);
      }
    }
  }

  private void report(Set<Integer> points) {
    walks.diagram().steps().stream()
        .filter(step -> points.contains(in(step)) && points.contains(out(step)))
        .limit(5)
        .forEach(step -> findings.at(Rule.LOOP, step));
  }

  private Set<Integer> circles(boolean throughJoins, boolean throughWaits) {
    Set<Integer> points = new HashSet<>();
    Circles.of(edges(throughJoins, throughWaits)).forEach(points::addAll);
    return points;
  }

  private List<List<Integer>> edges(boolean throughJoins, boolean throughWaits) {
    List<List<Integer>> edges = new ArrayList<>();
    for (int i = 0; i < 2 * numbers.size(); i++) {
      edges.add(new ArrayList<>());
    }
    for (Step step : walks.diagram().steps()) {
      walks.out(step).forEach(flow -> edges.get(out(step)).add(in(walks.step(flow.target()))));
      walks.attached(step).forEach(event -> edges.get(in(step)).add(in(event)));
      boolean held = !throughJoins && joins(step);
      if (step.kind() == Kind.GROUP) {
        addGroup(step, edges, held);
      } else if (!held && (throughWaits || !isWait(step))) {
        edges.get(in(step)).add(out(step));
      }
    }
    return edges;
  }

  private void addGroup(Step group, List<List<Integer>> edges, boolean held) {
    for (Step inner : walks.inside(group.id())) {
      if (inner.kind() == Kind.START) {
        edges.get(in(group)).add(in(inner));
      }
      boolean ends = inner.kind() == Kind.END || inner.kind() == Kind.TERMINATE;
      if (ends && !held) {
        edges.get(out(inner)).add(out(group));
      }
    }
  }

  /** Whether one walk may be held up here until another arrives. */
  private boolean joins(Step step) {
    if (step.kind() == Kind.PARALLEL) {
      return walks.in(step).size() > 1;
    }
    return step.kind() == Kind.GROUP
        && walks.inside(step.id()).stream()
            .anyMatch(
                inner ->
                    inner.kind() == Kind.PARALLEL
                        || (inner.kind() != Kind.DECIDE
                            && inner.kind() != Kind.FIRST_OF
                            && walks.out(inner).size() > 1)
                        || (inner.attachedTo() != null && !inner.interrupting()));
  }

  private static boolean isWait(Step step) {
    return switch (step.kind()) {
      case MESSAGE, RECEIVE, PERSON, UNDECIDED_EVENT -> true;
      case TIMER -> isLong(step);
      default -> false;
    };
  }

  /** A date that is past, or missing, fires at once; a time of day comes once a day. */
  private static boolean isLong(Step step) {
    if (step.timer() instanceof TimerForm.After after) {
      return after.duration().roughly().compareTo(SHORTEST_WAIT) >= 0;
    }
    return step.timer() == null || step.timer() instanceof TimerForm.LocalTime;
  }

  private int in(Step step) {
    Integer number = numbers.get(step.id());
    return number == null ? -1 : 2 * number;
  }

  private int out(Step step) {
    return in(step) + 1;
  }
}
