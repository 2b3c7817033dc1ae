package io.relance.runtime;

import io.relance.core.ContactId;
import io.relance.core.Rejected;
import io.relance.process.Step;
import java.time.Clock;
import java.time.ZoneOffset;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.impl.ProcessEngineImpl;
import org.camunda.bpm.engine.impl.interceptor.CommandExecutor;
import org.camunda.bpm.engine.task.Task;
import org.camunda.bpm.engine.variable.Variables;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Steps at which a token waits for a person. */
@Component
public class PeopleTasks {

  private final TaskService tasks;
  private final RuntimeService engine;

  private final CommandExecutor commands;
  private final Holds holds;
  private final Nudge nudge;
  private final JdbcClient jdbc;
  private final Clock clock;

  PeopleTasks(ProcessEngine engine, Holds holds, Nudge nudge, JdbcClient jdbc, Clock clock) {
    this.tasks = engine.getTaskService();
    this.engine = engine.getRuntimeService();
    this.commands =
        ((ProcessEngineImpl) engine).getProcessEngineConfiguration().getCommandExecutorTxRequired();
    this.holds = holds;
    this.nudge = nudge;
    this.jdbc = jdbc;
    this.clock = clock;
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

  /**
   * Says how it went, a word; the token goes on with it.
   *
   * @param data a JSON object to lay over the data of the walk, before the token moves
   */
  @Transactional
  public void complete(String id, String outcome, String data) {
    Task task = open(id);
    hold(task.getProcessInstanceId());
    jdbc.sql(
            """
            UPDATE enrolment SET data = data || CAST(:data AS jsonb) WHERE process_instance_id = :instance
            """)
        .param("data", data)
        .param("instance", task.getProcessInstanceId())
        .update();
    note(task, outcome);
    // One command of the engine: the outcome is transient and would not outlive the first of two.
    commands.execute(
        context -> {
          engine.setVariableLocal(
              task.getExecutionId(), Step.OUTCOME, Variables.stringValue(outcome, true));
          tasks.complete(id);
          return null;
        });
    nudge.afterCommit();
  }

  /** The engine forgets a task with its end; whoever asks who was called must not. */
  private void note(Task task, String outcome) {
    jdbc.sql(
            """
            INSERT INTO task_done (contact_id, journey_key, step, outcome, who, at)
            SELECT c.id, e.journey_key, :step, :outcome, :who, :now
              FROM enrolment e
              JOIN contact c ON c.id = e.contact_id
             WHERE e.process_instance_id = :instance
            """)
        .param("step", task.getTaskDefinitionKey())
        .param("outcome", outcome)
        .param("who", task.getAssignee())
        .param("now", clock.instant().atOffset(ZoneOffset.UTC))
        .param("instance", task.getProcessInstanceId())
        .update();
  }

  /** A timer of the task may be about to fire: whoever comes second sees what the first one did. */
  private void hold(String processInstanceId) {
    holds.hold(
        jdbc.sql("SELECT contact_id FROM enrolment WHERE process_instance_id = :instance")
            .param("instance", processInstanceId)
            .query((row, number) -> new ContactId(row.getLong(1)))
            .list());
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
