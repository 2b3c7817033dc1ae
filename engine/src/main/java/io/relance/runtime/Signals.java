package io.relance.runtime;

import io.relance.core.ContactId;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.RuntimeService;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Tells the engine how waiting steps ended, hundreds in one transaction: each signal and its row go
 * together, so each is told once. When telling them together fails, they are told one by one, and
 * one that fails alone is put off, longer each time.
 */
@Component
class Signals implements Pump {

  private static final Logger log = LoggerFactory.getLogger(Signals.class);
  private static final Duration FIRST_WAIT = Duration.ofSeconds(10);
  private static final Duration LONGEST_WAIT = Duration.ofHours(1);

  /**
   * The signals that are due, of each contact the first, whose contacts are ours to move. Those of
   * suspended walks stay where they are; those whose step has been left are there to be forgotten.
   */
  static final String NEXT =
      """
      WITH due AS MATERIALIZED (
        SELECT s.id, s.execution_id, s.process_instance_id, s.step, s.outcome, s.tries
          FROM engine_signal s
         WHERE s.due_at <= :now AND (:id = 0 OR s.id = :id)
           AND NOT EXISTS (SELECT FROM act_ru_execution e
                            WHERE e.id_ = s.execution_id AND e.suspension_state_ <> 1)
         ORDER BY s.due_at, s.id
         LIMIT %d
           FOR UPDATE OF s SKIP LOCKED),
      walks AS MATERIALIZED (
        SELECT DISTINCT ON (contact) due.*, e.contact_id AS contact,
               EXISTS (SELECT FROM act_ru_execution x
                        WHERE x.id_ = due.execution_id AND x.act_id_ = due.step) AS waits
          FROM due
          LEFT JOIN enrolment e ON e.process_instance_id = due.process_instance_id
         ORDER BY contact, due.id)
      SELECT * FROM walks WHERE contact IS NULL OR %s ORDER BY id
      """
          .formatted(Moves.BATCH, Holds.held("contact"));

  private final JdbcClient jdbc;
  private final RuntimeService engine;
  private final Moves moves;
  private final TransactionTemplate transaction;
  private final Clock clock;

  Signals(
      JdbcClient jdbc,
      RuntimeService engine,
      Moves moves,
      TransactionTemplate transaction,
      Clock clock) {
    this.jdbc = jdbc;
    this.engine = engine;
    this.moves = moves;
    this.transaction = transaction;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "signals";
  }

  @Override
  public int worthwhile() {
    return Moves.BATCH / 2;
  }

  private record Due(
      long id,
      String executionId,
      String processInstanceId,
      String step,
      String outcome,
      int tries,
      @Nullable Long contact,
      boolean waits) {

    Move.Signal move() {
      return new Move.Signal(executionId, processInstanceId, outcome);
    }
  }

  @Override
  public int runOnce() {
    List<Due> due = new ArrayList<>();
    try {
      transaction.executeWithoutResult(
          status -> {
            due.addAll(next(0));
            tell(due, moves.inSets());
          });
    } catch (RuntimeException e) {
      if (due.isEmpty()) {
        throw e;
      }
      log.info(
          "{} outcomes could not be told together and are told one by one: {}",
          due.size(),
          e.toString());
      due.forEach(this::tellAlone);
    }
    return due.size();
  }

  private List<Due> next(long id) {
    return jdbc.sql(NEXT)
        .param("now", clock.instant().atOffset(ZoneOffset.UTC))
        .param("id", id)
        .query(Due.class)
        .list();
  }

  private void tell(List<Due> due, boolean together) {
    if (due.isEmpty()) {
      return;
    }
    jdbc.sql("DELETE FROM engine_signal WHERE id = ANY (:ids)")
        .param("ids", due.stream().map(Due::id).toArray(Long[]::new))
        .update();
    Map<String, ContactId> walks = new HashMap<>();
    List<Move.Signal> signals = new ArrayList<>();
    for (Due one : due) {
      if (one.waits() && one.contact() != null) {
        walks.put(one.processInstanceId(), new ContactId(one.contact()));
        signals.add(one.move());
      } else {
        log.debug("Step {} had been left when its outcome {} came", one.step(), one.outcome());
      }
    }
    List<Move.Signal> left = together ? moves.make(walks, signals) : signals;
    left.forEach(one -> engine.signal(one.executionId(), one.outcome(), null, Map.of()));
  }

  private void tellAlone(Due due) {
    try {
      transaction.executeWithoutResult(status -> tell(next(due.id()), false));
    } catch (RuntimeException e) {
      Duration wait = FIRST_WAIT.multipliedBy(1L << Math.min(due.tries(), 10));
      Duration shorter = wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT;
      log.warn("The outcome of step {} could not be told; again in {}", due.step(), shorter, e);
      putOff(due.id(), shorter, e.toString());
    }
  }

  private void putOff(long id, Duration wait, String error) {
    jdbc.sql(
            """
            UPDATE engine_signal SET tries = tries + 1, due_at = :later, last_error = :error WHERE id = :id
            """)
        .param("later", clock.instant().plus(wait).atOffset(ZoneOffset.UTC))
        .param("error", error.length() > 500 ? error.substring(0, 500) : error)
        .param("id", id)
        .update();
  }
}
