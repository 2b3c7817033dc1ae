package io.relance.runtime;

import io.relance.process.Step;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.impl.history.event.HistoryEvent;
import org.camunda.bpm.engine.impl.history.event.HistoryEventTypes;
import org.camunda.bpm.engine.impl.history.producer.DefaultHistoryEventProducer;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;

/**
 * Turns "a token left a step" into the little that the trail keeps, and takes the outcome that the
 * step reported.
 */
final class TrailProducer extends DefaultHistoryEventProducer {

  @Override
  public HistoryEvent createActivityInstanceEndEvt(DelegateExecution execution) {
    ExecutionEntity token = (ExecutionEntity) execution;
    Object outcome = token.getVariableLocal(Step.OUTCOME);
    if (outcome != null) {
      token.removeVariableLocal(Step.OUTCOME);
    }
    StepLeft left =
        new StepLeft(
            token.getActivityId(), outcome == null ? null : outcome.toString(), token.isCanceled());
    left.setEventType(HistoryEventTypes.ACTIVITY_INSTANCE_END.getEventName());
    left.setProcessInstanceId(token.getProcessInstanceId());
    left.setProcessDefinitionKey(token.getProcessDefinition().getKey());
    left.setProcessDefinitionVersion(token.getProcessDefinition().getVersion());
    return left;
  }
}
