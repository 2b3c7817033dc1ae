package io.relance.action;

import io.relance.process.Step;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** The step "Update a field". */
@Component
class UpdateContact implements JavaDelegate {

  private final ContactChanges changes;

  UpdateContact(ContactChanges changes) {
    this.changes = changes;
  }

  @Override
  public void execute(DelegateExecution execution) {
    Step step = Step.of(execution);
    changes.set(step, step.input("field"), step.input("value"));
  }
}
