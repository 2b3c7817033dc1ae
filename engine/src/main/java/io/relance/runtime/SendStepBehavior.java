package io.relance.runtime;

import io.relance.process.Step;
import io.relance.process.StepCatalogue;
import java.util.Set;
import org.camunda.bpm.engine.delegate.BpmnError;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.camunda.bpm.engine.impl.bpmn.behavior.TaskActivityBehavior;
import org.camunda.bpm.engine.impl.bpmn.delegate.JavaDelegateInvocation;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.pvm.delegate.ActivityExecution;

/**
 * A step that waits for its outcome: it lets the delegate record the intent and stays; it leaves
 * when the outcome is signalled, or at once when the delegate already knows it.
 */
final class SendStepBehavior extends TaskActivityBehavior {

  /**
   * Set on the activity by the parse listener: the outcomes that a boundary error event catches,
   * "*" for all.
   */
  static final String CAUGHT = "relance.caughtOutcomes";

  private final JavaDelegate delegate;

  SendStepBehavior(JavaDelegate delegate) {
    this.delegate = delegate;
  }

  @Override
  protected void performExecution(ActivityExecution execution) throws Exception {
    Context.getProcessEngineConfiguration()
        .getDelegateInterceptor()
        .handleInvocation(new JavaDelegateInvocation(delegate, execution));
    Object outcome = execution.getVariableLocal(Step.OUTCOME);
    if (outcome != null) {
      finish(execution, outcome.toString());
    }
  }

  @Override
  public void signal(ActivityExecution execution, String outcome, Object data) throws Exception {
    Step.report(execution, outcome);
    finish(execution, outcome);
  }

  private void finish(ActivityExecution execution, String outcome) throws Exception {
    if (isCaught(execution, outcome)) {
      executeWithErrorPropagation(
          execution,
          () -> {
            throw new BpmnError(outcome, "the step ended as " + outcome);
          });
    } else {
      leave(execution);
    }
  }

  private static boolean isCaught(ActivityExecution execution, String outcome) {
    Object caught = execution.getActivity().getProperty(CAUGHT);
    return !outcome.equals(StepCatalogue.ACCEPTED)
        && caught instanceof Set<?> outcomes
        && (outcomes.contains("*") || outcomes.contains(outcome));
  }
}
