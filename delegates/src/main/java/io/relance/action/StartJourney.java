package io.relance.action;

import io.relance.process.Step;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** The step "Start another journey". */
@Component
class StartJourney implements JavaDelegate {

  private final JourneyEntry entry;

  StartJourney(JourneyEntry entry) {
    this.entry = entry;
  }

  @Override
  public void execute(DelegateExecution execution) {
    Step step = Step.of(execution);
    Step.report(execution, entry.enter(step, step.input("journey")));
  }
}
