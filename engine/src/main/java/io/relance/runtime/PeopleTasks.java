package io.relance.runtime;

import io.relance.core.Rejected;
import io.relance.process.Step;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.task.Task;
import org.camunda.bpm.engine.variable.Variables;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Steps at which a token waits for a person. */
@Component
public class PeopleTasks {

  private final TaskService tasks;
  private final RuntimeService engine;

  PeopleTasks(TaskService tasks, RuntimeService engine) {
    this.tasks = tasks;
    this.engine = engine;
  }

  /**
   * Says who does it.
   *
   * @throws Rejected 409 when somebody else does already
   */
  @Transactional
  public void claim(String id, String who) {
    Task task = open(id);
    if (task.getAssignee() != null && !task.getAssignee().equals(who)) {
      throw new Rejected(409, "task-taken", task.getAssignee() + " does this task already");
    }
    tasks.claim(id, who);
  }

  /** Says how it went, a word; the token goes on with it. */
  @Transactional
  public void complete(String id, String outcome) {
    Task task = open(id);
    engine.setVariableLocal(
        task.getExecutionId(), Step.OUTCOME, Variables.stringValue(outcome, true));
    tasks.complete(id);
  }

  private Task open(String id) {
    Task task = tasks.createTaskQuery().taskId(id).singleResult();
    if (task == null) {
      throw new Rejected(404, "unknown-task", "there is no open task '" + id + "'");
    }
    if (task.isSuspended()) {
      throw new Rejected(409, "not-live", "the task's journey is paused; resume it first");
    }
    return task;
  }
}
