package io.relance.runtime;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.VariableScope;
import org.camunda.bpm.engine.impl.Condition;

/** The condition of a sequence flow. */
record FeelCondition(Feel feel, Facts facts) implements Condition {

  @Override
  public boolean evaluate(DelegateExecution execution) {
    return feel.isTrue(facts.of(execution.getProcessInstanceId(), feel.roots()));
  }

  @Override
  public boolean evaluate(VariableScope scope, DelegateExecution execution) {
    return evaluate(execution);
  }

  @Override
  public boolean tryEvaluate(VariableScope scope, DelegateExecution execution) {
    return evaluate(execution);
  }
}
