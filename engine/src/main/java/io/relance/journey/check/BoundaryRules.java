package io.relance.journey.check;

import io.relance.journey.check.Diagram.Kind;
import io.relance.journey.check.Diagram.Step;
import io.relance.process.StepCatalogue;
import io.relance.process.StepType;
import java.util.Optional;
import java.util.Set;

/** Events that sit on the edge of a step. */
final class BoundaryRules {

  private static final Set<Kind> NO_HOST =
      Set.of(
          Kind.START,
          Kind.END,
          Kind.TERMINATE,
          Kind.MILESTONE,
          Kind.TIMER,
          Kind.MESSAGE,
          Kind.ERROR,
          Kind.DECIDE,
          Kind.PARALLEL,
          Kind.FIRST_OF,
          Kind.EVENT_GROUP,
          Kind.UNDECIDED_EVENT);

  private final Walks walks;
  private final Findings findings;

  BoundaryRules(Walks walks, Findings findings) {
    this.walks = walks;
    this.findings = findings;
  }

  void check() {
    for (Step event : walks.diagram().steps()) {
      if (event.attachedTo() != null) {
        Step host = walks.step(event.attachedTo());
        if (NO_HOST.contains(host.kind())) {
          findings.at(Rule.BOUNDARY_HOST, event, host.label());
        } else if (event.kind() == Kind.ERROR) {
          checkError(event, host);
        }
      }
    }
  }

  private void checkError(Step event, Step host) {
    Optional<StepType> type =
        Optional.ofNullable(host.delegate()).flatMap(StepCatalogue::ofBean).filter(StepType::waits);
    if (type.isEmpty()) {
      findings.at(Rule.BOUNDARY_ERROR_HOST, event, host.label());
      return;
    }
    String code = event.error();
    if (code != null
        && (code.equals(StepCatalogue.ACCEPTED) || !type.get().outcomes().contains(code))) {
      findings.at(Rule.BOUNDARY_ERROR_OUTCOME, event, host.label(), code);
    }
    if (!event.interrupting()) {
      findings.at(Rule.BOUNDARY_ERROR_INTERRUPTS, event);
    }
  }
}
