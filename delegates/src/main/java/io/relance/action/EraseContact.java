package io.relance.action;

import io.relance.process.Step;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** The step "Erase the contact". */
@Component
class EraseContact implements JavaDelegate {

  private final ContactChanges changes;

  EraseContact(ContactChanges changes) {
    this.changes = changes;
  }

  @Override
  public void execute(DelegateExecution execution) {
    changes.erase(Step.of(execution));
  }
}
