package io.relance.action;

import io.relance.process.Step;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** The step "Record consent". */
@Component
class RecordConsent implements JavaDelegate {

  private final ConsentLog consents;

  RecordConsent(ConsentLog consents) {
    this.consents = consents;
  }

  @Override
  public void execute(DelegateExecution execution) {
    Step step = Step.of(execution);
    consents.record(step, step.input("channel"), step.input("purpose"), step.input("status"));
  }
}
