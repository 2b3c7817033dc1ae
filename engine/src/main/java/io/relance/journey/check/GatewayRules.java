package io.relance.journey.check;

import io.relance.journey.check.Diagram.Flow;
import io.relance.journey.check.Diagram.Kind;
import io.relance.journey.check.Diagram.Step;
import java.util.List;

/** Where a walk decides which way to go. */
final class GatewayRules {

  private final Walks walks;
  private final Findings findings;

  GatewayRules(Walks walks, Findings findings) {
    this.walks = walks;
    this.findings = findings;
  }

  void check() {
    for (Step step : walks.diagram().steps()) {
      if (step.kind() == Kind.DECIDE) {
        checkDecision(step);
      } else {
        walks.out(step).stream()
            .filter(flow -> flow.condition() != null)
            .forEach(flow -> findings.at(Rule.CONDITION_PLACE, flow));
      }
      if (step.kind() == Kind.FIRST_OF) {
        checkFirstOf(step);
      }
    }
  }

  private void checkDecision(Step gateway) {
    List<Flow> exits = walks.out(gateway);
    if (exits.size() > 1 && exits.stream().noneMatch(Flow::isDefault)) {
      findings.at(Rule.GATEWAY_DEFAULT, gateway);
    }
    for (Flow flow : exits) {
      boolean needed = exits.size() > 1 && !flow.isDefault();
      if (needed && (flow.condition() == null || flow.condition().isBlank())) {
        findings.at(Rule.GATEWAY_CONDITION, flow, gateway.label());
      } else if (!needed && flow.condition() != null) {
        findings.at(Rule.GATEWAY_NEEDLESS_CONDITION, flow, gateway.label());
      }
    }
  }

  private void checkFirstOf(Step gateway) {
    List<Flow> exits = walks.out(gateway);
    if (exits.size() < 2) {
      findings.at(Rule.FIRST_OF_BRANCHES, gateway);
    }
    for (Flow flow : exits) {
      Step target = walks.step(flow.target());
      if (!isCatchEvent(target)) {
        findings.at(Rule.FIRST_OF_TARGET, target, gateway.label());
      } else if (walks.in(target).size() > 1) {
        findings.at(Rule.FIRST_OF_JOINED, target, gateway.label());
      }
    }
  }

  private static boolean isCatchEvent(Step step) {
    return step.attachedTo() == null
        && (step.kind() == Kind.TIMER
            || step.kind() == Kind.MESSAGE
            || step.kind() == Kind.UNDECIDED_EVENT);
  }
}
