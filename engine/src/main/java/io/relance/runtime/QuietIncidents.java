package io.relance.runtime;

import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.incident.DefaultIncidentHandler;
import org.camunda.bpm.engine.impl.incident.IncidentContext;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.camunda.bpm.engine.runtime.Incident;

/**
 * Failed jobs become incidents as ever; but when a job is done, no incident is searched for where
 * its execution is known to have none.
 */
final class QuietIncidents extends DefaultIncidentHandler {

  QuietIncidents() {
    super(Incident.FAILED_JOB_HANDLER_TYPE);
  }

  @Override
  protected void removeIncident(IncidentContext context, boolean resolved) {
    ExecutionEntity execution =
        context.getExecutionId() == null
            ? null
            : Context.getCommandContext()
                .getDbEntityManager()
                .getCachedEntity(ExecutionEntity.class, context.getExecutionId());
    if (execution == null || !execution.getIncidents().isEmpty()) {
      super.removeIncident(context, resolved);
    }
  }
}
