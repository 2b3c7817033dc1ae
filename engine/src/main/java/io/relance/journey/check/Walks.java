package io.relance.journey.check;

import io.relance.journey.check.Diagram.Flow;
import io.relance.journey.check.Diagram.Kind;
import io.relance.journey.check.Diagram.Step;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The diagram as one walks it: what leads out of a step, what leads in, what sits on it or in it.
 */
final class Walks {

  private final Diagram diagram;
  private final Map<String, Step> steps = new LinkedHashMap<>();
  private final Map<String, List<Flow>> out = new HashMap<>();
  private final Map<String, List<Flow>> in = new HashMap<>();
  private final Map<String, List<Step>> attached = new HashMap<>();
  private final Map<String, List<Step>> inside = new HashMap<>();

  Walks(Diagram diagram) {
    this.diagram = diagram;
    for (Step step : diagram.steps()) {
      steps.put(step.id(), step);
      inside.computeIfAbsent(step.scope(), scope -> new ArrayList<>()).add(step);
      if (step.attachedTo() != null) {
        attached.computeIfAbsent(step.attachedTo(), host -> new ArrayList<>()).add(step);
      }
    }
    for (Flow flow : diagram.flows()) {
      out.computeIfAbsent(flow.source(), id -> new ArrayList<>()).add(flow);
      in.computeIfAbsent(flow.target(), id -> new ArrayList<>()).add(flow);
    }
  }

  Diagram diagram() {
    return diagram;
  }

  Step step(String id) {
    Step step = steps.get(id);
    if (step == null) {
      throw new IllegalArgumentException("no step " + id);
    }
    return step;
  }

  boolean has(String id) {
    return steps.containsKey(id);
  }

  List<Flow> out(Step step) {
    return out.getOrDefault(step.id(), List.of());
  }

  List<Flow> in(Step step) {
    return in.getOrDefault(step.id(), List.of());
  }

  List<Step> attached(Step host) {
    return attached.getOrDefault(host.id(), List.of());
  }

  List<Step> inside(String scope) {
    return inside.getOrDefault(scope, List.of());
  }

  List<Step> inside(String scope, Kind kind) {
    return inside(scope).stream().filter(step -> step.kind() == kind).toList();
  }

  boolean isJourney(String scope) {
    return scope.equals(diagram.key());
  }

  /** Every step that some walk comes to. */
  Set<Step> reachable() {
    Set<Step> reached = new LinkedHashSet<>();
    Deque<Step> open = new ArrayDeque<>(entries(diagram.key()));
    while (!open.isEmpty()) {
      Step step = open.pop();
      if (reached.add(step)) {
        out(step).forEach(flow -> open.push(step(flow.target())));
        attached(step).forEach(open::push);
        if (step.kind() == Kind.GROUP || step.kind() == Kind.EVENT_GROUP) {
          entries(step.id()).forEach(open::push);
        }
      }
    }
    return reached;
  }

  private List<Step> entries(String scope) {
    List<Step> entries = new ArrayList<>(inside(scope, Kind.START));
    entries.addAll(inside(scope, Kind.EVENT_GROUP));
    return entries;
  }
}
