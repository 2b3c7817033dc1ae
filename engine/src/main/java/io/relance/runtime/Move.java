package io.relance.runtime;

import java.util.Map;
import org.camunda.bpm.engine.impl.interceptor.CommandContext;
import org.camunda.bpm.engine.impl.persistence.entity.EventSubscriptionEntity;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.camunda.bpm.engine.impl.persistence.entity.JobEntity;

/** One step of one token, to be done in the company of others. */
sealed interface Move {

  String processInstanceId();

  /** Moves the token; its process instance has been read into the command. */
  void perform(CommandContext context);

  /** A job of the engine that is due: a timer, or the border before a step. */
  record Job(String id, String processInstanceId) implements Move {

    @Override
    public void perform(CommandContext context) {
      JobEntity job = context.getDbEntityManager().getCachedEntity(JobEntity.class, id);
      if (job == null) {
        throw new IllegalStateException("job " + id + " is not part of its process instance");
      }
      context.setCurrentJob(job);
      try {
        job.execute(context);
      } finally {
        context.setCurrentJob(null);
      }
    }
  }

  /** A message that a token waits for. */
  record Message(String subscriptionId, String processInstanceId) implements Move {

    @Override
    public void perform(CommandContext context) {
      EventSubscriptionEntity subscription =
          context
              .getDbEntityManager()
              .getCachedEntity(EventSubscriptionEntity.class, subscriptionId);
      if (subscription == null) {
        throw new IllegalStateException("nobody waits any more at " + subscriptionId);
      }
      subscription.eventReceived(null, null, null, null, false);
    }
  }

  /** The outcome of a step that waits for it. */
  record Signal(String executionId, String processInstanceId, String outcome) implements Move {

    @Override
    public void perform(CommandContext context) {
      ExecutionEntity execution =
          context.getDbEntityManager().getCachedEntity(ExecutionEntity.class, executionId);
      if (execution == null) {
        throw new IllegalStateException("the step at " + executionId + " has been left");
      }
      execution.setVariables(Map.of());
      execution.signal(outcome, null);
    }
  }

  /** The end of a walk from outside its diagram. */
  record Withdrawal(String processInstanceId, String reason) implements Move {

    @Override
    public void perform(CommandContext context) {
      context
          .getExecutionManager()
          .deleteProcessInstance(processInstanceId, reason, false, false, true, true, false);
    }
  }
}
