package io.relance.runtime;

import io.relance.core.BusinessKey;
import java.io.ByteArrayInputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.repository.ProcessDefinition;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The one door to the engine: diagrams go in, tokens start, move and stop. Every call joins the
 * running transaction.
 */
@Component("engineTokens")
public class Tokens {

  private static final Duration HEAD_START = Duration.ofSeconds(30);

  private final RepositoryService repository;
  private final RuntimeService engine;
  private final JdbcClient jdbc;
  private final ManagementService management;
  private final Nudge nudge;
  private final Clock clock;

  Tokens(
      RepositoryService repository,
      RuntimeService engine,
      ManagementService management,
      JdbcClient jdbc,
      Nudge nudge,
      Clock clock) {
    this.repository = repository;
    this.engine = engine;
    this.jdbc = jdbc;
    this.nudge = nudge;
    this.management = management;
    this.clock = clock;
  }

  /** A diagram that the engine has taken in. */
  public record Deployed(String processDefinitionId, int version) {}

  /** A token that waits for a message. */
  public record Waiting(
      String processInstanceId, String executionId, String message, String step) {}

  /** Deploys a checked diagram as a new version of its journey. */
  public Deployed deploy(String journey, byte[] bpmn) {
    ProcessDefinition definition =
        repository
            .createDeployment()
            .name(journey)
            .addInputStream(journey + ".bpmn", new ByteArrayInputStream(bpmn))
            .deployWithResult()
            .getDeployedProcessDefinitions()
            .get(0);
    return new Deployed(definition.getId(), definition.getVersion());
  }

  /**
   * Starts a walk at one of the starts of its diagram; its enrolment must have been written before,
   * in the same transaction.
   */
  public void start(String processDefinitionId, String startStep, BusinessKey key) {
    engine
        .createProcessInstanceById(processDefinitionId)
        .businessKey(key.toString())
        .startBeforeActivity(startStep)
        .execute();
    nudge.afterCommit();
  }

  /** The tokens of these instances that wait for one of these messages, the newest wait first. */
  public List<Waiting> waiting(Collection<String> processInstanceIds, Collection<String> messages) {
    if (processInstanceIds.isEmpty() || messages.isEmpty()) {
      return List.of();
    }
    return jdbc.sql(
            """
            SELECT proc_inst_id_, execution_id_, event_name_, activity_id_
              FROM act_ru_event_subscr
             WHERE proc_inst_id_ IN (:instances) AND event_name_ IN (:messages) AND event_type_ = 'message'
             ORDER BY created_ DESC, id_ DESC
            """)
        .param("instances", processInstanceIds)
        .param("messages", messages)
        .query(
            (row, number) ->
                new Waiting(row.getString(1), row.getString(2), row.getString(3), row.getString(4)))
        .list();
  }

  /** Moves a waiting token on. */
  public void correlate(Waiting waiting) {
    engine.messageEventReceived(waiting.message(), waiting.executionId());
    nudge.afterCommit();
  }

  /** Ends a walk from outside the diagram. */
  public void withdraw(String processInstanceId, String reason) {
    engine.deleteProcessInstance(processInstanceId, reason, false, true, true, false);
  }

  /** Halts every token of a journey where it stands. */
  public void pause(String journey) {
    repository
        .updateProcessDefinitionSuspensionState()
        .byProcessDefinitionKey(journey)
        .includeProcessInstances(true)
        .suspend();
  }

  /** Lets the tokens of a journey go on, and looks again for events that came meanwhile. */
  public void resume(String journey) {
    repository
        .updateProcessDefinitionSuspensionState()
        .byProcessDefinitionKey(journey)
        .includeProcessInstances(true)
        .activate();
    jdbc.sql(
            """
            INSERT INTO wake (process_instance_id, name)
            SELECT s.proc_inst_id_, s.event_name_
              FROM act_ru_event_subscr s
              JOIN enrolment e ON e.process_instance_id = s.proc_inst_id_
             WHERE e.journey_key = :journey AND e.ended_at IS NULL AND s.event_type_ = 'message'
            """)
        .param("journey", journey)
        .update();
    letEventsGoFirst(journey);
    nudge.afterCommit();
  }

  /**
   * Timers that fell due meanwhile hold back a little where an event of the contact lies ready: it
   * was told before anything could fire, and the token may be waiting for it.
   */
  private void letEventsGoFirst(String journey) {
    Instant now = clock.instant();
    jdbc.sql(
            """
            SELECT DISTINCT j.id_
              FROM act_ru_job j
              JOIN enrolment e ON e.process_instance_id = j.process_instance_id_
              JOIN act_ru_event_subscr s ON s.proc_inst_id_ = e.process_instance_id AND s.event_type_ = 'message'
              JOIN event v ON v.contact_id = e.contact_id AND v.state IN ('NEW', 'BUFFERED', 'CONSUMED')
                          AND (v.state <> 'CONSUMED' OR v.received_at >= e.entered_at)
                          AND (v.name = s.event_name_ OR s.event_name_ LIKE v.name || ':%')
             WHERE e.journey_key = :journey AND e.ended_at IS NULL AND j.type_ = 'timer'
               AND j.duedate_ <= CAST(:now AS timestamp)
               AND NOT EXISTS (SELECT FROM event_use u WHERE u.event_id = v.id AND u.enrolment_id = e.id)
            """)
        .param("journey", journey)
        .param("now", LocalDateTime.ofInstant(now, ZoneOffset.UTC))
        .query(String.class)
        .list()
        .forEach(timer -> management.setJobDuedate(timer, Date.from(now.plus(HEAD_START))));
  }
}
