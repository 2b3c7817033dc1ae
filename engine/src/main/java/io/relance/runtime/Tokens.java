package io.relance.runtime;

import io.relance.core.BusinessKey;
import io.relance.core.ContactId;
import java.io.ByteArrayInputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.impl.interceptor.CommandContext;
import org.camunda.bpm.engine.impl.persistence.entity.ProcessDefinitionEntity;
import org.camunda.bpm.engine.impl.pvm.process.ActivityImpl;
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
  private final Moves moves;
  private final Starts starts;
  private final ShortIds ids;
  private final Wakes wakes;
  private final JdbcClient jdbc;
  private final Nudge nudge;
  private final Clock clock;

  Tokens(
      ProcessEngine engine,
      Moves moves,
      Starts starts,
      ShortIds ids,
      Wakes wakes,
      JdbcClient jdbc,
      Nudge nudge,
      Clock clock) {
    this.repository = engine.getRepositoryService();
    this.engine = engine.getRuntimeService();
    this.moves = moves;
    this.starts = starts;
    this.ids = ids;
    this.wakes = wakes;
    this.jdbc = jdbc;
    this.nudge = nudge;
    this.clock = clock;
  }

  /** A diagram that the engine has taken in. */
  public record Deployed(String processDefinitionId, int version) {}

  /** A token that waits for a message. */
  public record Waiting(
      String processInstanceId,
      String executionId,
      String subscriptionId,
      ContactId contact,
      String message,
      String step) {}

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

  /** Ids for process instances that are about to start. */
  public List<String> newInstances(int count) {
    return ids.take(count);
  }

  /**
   * Starts walks at one of the starts of their diagram; their enrolments must have been written
   * before, in the same transaction.
   *
   * @param walks by the id that the process instance shall have, from {@link #newInstances}
   */
  public void start(String processDefinitionId, String startStep, Map<String, BusinessKey> walks) {
    Map<String, ContactId> contacts = new HashMap<>();
    walks.forEach((instance, key) -> contacts.put(instance, key.contact()));
    moves.begin(
        contacts,
        context ->
            walks.forEach(
                (instance, key) -> {
                  starts.announce(instance);
                  ids.giving(
                      instance,
                      () -> start(context, processDefinitionId, startStep, key.toString()));
                }));
  }

  private void start(CommandContext context, String definitionId, String startStep, String key) {
    if (!moves.inSets()) {
      engine
          .createProcessInstanceById(definitionId)
          .businessKey(key)
          .startBeforeActivity(startStep)
          .execute();
      return;
    }
    ProcessDefinitionEntity definition =
        context
            .getProcessEngineConfiguration()
            .getDeploymentCache()
            .findDeployedProcessDefinitionById(definitionId);
    ActivityImpl start = definition.findActivity(startStep);
    definition.createProcessInstance(key, null, start).start();
  }

  /** The tokens of these instances that wait for one of these messages, the newest wait first. */
  public List<Waiting> waiting(Collection<String> processInstanceIds, Collection<String> messages) {
    if (processInstanceIds.isEmpty() || messages.isEmpty()) {
      return List.of();
    }
    return jdbc.sql(
            """
            SELECT s.proc_inst_id_, s.execution_id_, s.id_, e.contact_id, s.event_name_, s.activity_id_
              FROM act_ru_event_subscr s
              JOIN enrolment e ON e.process_instance_id = s.proc_inst_id_
             WHERE s.proc_inst_id_ = ANY (:instances) AND s.event_name_ = ANY (:messages)
               AND s.event_type_ = 'message'
             ORDER BY s.created_ DESC, s.id_ DESC
            """)
        .param("instances", processInstanceIds.toArray(String[]::new))
        .param("messages", messages.toArray(String[]::new))
        .query(
            (row, number) ->
                new Waiting(
                    row.getString(1),
                    row.getString(2),
                    row.getString(3),
                    new ContactId(row.getLong(4)),
                    row.getString(5),
                    row.getString(6)))
        .list();
  }

  /** Moves waiting tokens on, one of each process instance; their contacts must be held. */
  public void correlate(List<Waiting> tokens) {
    Map<String, Waiting> stock = new HashMap<>();
    tokens.forEach(token -> stock.put(token.processInstanceId(), token));
    if (moves.inSets()) {
      Map<String, ContactId> walks = new HashMap<>();
      tokens.forEach(token -> walks.put(token.processInstanceId(), token.contact()));
      List<Move.Message> left =
          moves.make(
              walks,
              tokens.stream()
                  .map(token -> new Move.Message(token.subscriptionId(), token.processInstanceId()))
                  .toList());
      stock.keySet().retainAll(left.stream().map(Move.Message::processInstanceId).toList());
    }
    stock
        .values()
        .forEach(token -> engine.messageEventReceived(token.message(), token.executionId()));
    nudge.afterCommit();
  }

  /** Ends walks from outside the diagram; their contacts must be held. */
  public void withdraw(Map<String, ContactId> walks, String reason) {
    Set<String> stock = new TreeSet<>(walks.keySet());
    if (moves.inSets()) {
      stock.retainAll(
          moves
              .make(
                  walks,
                  walks.keySet().stream().map(walk -> new Move.Withdrawal(walk, reason)).toList())
              .stream()
              .map(Move.Withdrawal::processInstanceId)
              .toList());
    }
    stock.forEach(walk -> engine.deleteProcessInstance(walk, reason, false, true, true, false));
  }

  /**
   * Gives walks another business key; the contacts of the old and the new one must be held, so that
   * nobody has a token of theirs in hand.
   *
   * @param keys by process instance
   */
  public void rename(Map<String, String> keys) {
    if (keys.isEmpty()) {
      return;
    }
    jdbc.sql(
            """
            UPDATE act_ru_execution x
               SET business_key_ = k.key, rev_ = x.rev_ + 1
              FROM unnest(:instances, :keys) AS k(instance, key)
             WHERE x.id_ = k.instance
            """)
        .param("instances", keys.keySet().toArray(String[]::new))
        .param("keys", keys.values().toArray(String[]::new))
        .update();
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
    wakes.all(journey);
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
            UPDATE act_ru_job
               SET rev_ = rev_ + 1, duedate_ = :later
             WHERE id_ IN (
               SELECT j.id_
                 FROM act_ru_job j
                 JOIN enrolment e ON e.process_instance_id = j.process_instance_id_
                 JOIN act_ru_event_subscr s ON s.proc_inst_id_ = e.process_instance_id AND s.event_type_ = 'message'
                 JOIN event v ON v.contact_id = e.contact_id AND v.state IN ('NEW', 'BUFFERED', 'CONSUMED')
                             AND (v.state <> 'CONSUMED' OR v.received_at >= e.entered_at)
                             AND (v.name = s.event_name_ OR s.event_name_ LIKE v.name || ':%')
                WHERE e.journey_key = :journey AND e.ended_at IS NULL AND j.type_ = 'timer'
                  AND j.duedate_ <= :now
                  AND NOT EXISTS (SELECT FROM event_use u WHERE u.event_id = v.id AND u.enrolment_id = e.id))
            """)
        .param("journey", journey)
        .param("now", JobClaims.engineTime(now))
        .param("later", JobClaims.engineTime(now.plus(HEAD_START)))
        .update();
  }
}
