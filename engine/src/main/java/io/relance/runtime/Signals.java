package io.relance.runtime;

import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import org.camunda.bpm.engine.RuntimeService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Tells the engine how waiting steps ended: the signal and its row go in one transaction, so each
 * is told once.
 */
@Component
class Signals implements Pump {

  private static final Logger log = LoggerFactory.getLogger(Signals.class);
  private static final int BATCH = 50;

  private final JdbcClient jdbc;
  private final RuntimeService engine;
  private final TransactionTemplate transaction;
  private final Clock clock;

  Signals(JdbcClient jdbc, RuntimeService engine, TransactionTemplate transaction, Clock clock) {
    this.jdbc = jdbc;
    this.engine = engine;
    this.transaction = transaction;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "signals";
  }

  private record Due(long id, String executionId, String step, String outcome) {}

  @Override
  public int runOnce() {
    int told = 0;
    for (int i = 0; i < BATCH; i++) {
      Boolean any = transaction.execute(status -> tellNext());
      if (!Boolean.TRUE.equals(any)) {
        return told;
      }
      told++;
    }
    return told;
  }

  private boolean tellNext() {
    List<Due> due =
        jdbc.sql(
                """
                SELECT s.id, s.execution_id, s.step, s.outcome
                  FROM engine_signal s
                 WHERE s.due_at <= :now
                   AND NOT EXISTS (SELECT FROM act_ru_execution e
                                    WHERE e.id_ = s.execution_id AND e.suspension_state_ <> 1)
                 ORDER BY s.due_at, s.id
                 LIMIT 1
                   FOR UPDATE OF s SKIP LOCKED
                """)
            .param("now", clock.instant().atOffset(ZoneOffset.UTC))
            .query(Due.class)
            .list();
    if (due.isEmpty()) {
      return false;
    }
    Due signal = due.get(0);
    jdbc.sql("DELETE FROM engine_signal WHERE id = :id").param("id", signal.id()).update();
    if (stillWaits(signal)) {
      engine.signal(signal.executionId(), signal.outcome(), null, java.util.Map.of());
    } else {
      log.debug(
          "Step {} had already been left when its outcome {} came",
          signal.step(),
          signal.outcome());
    }
    return true;
  }

  private boolean stillWaits(Due signal) {
    return jdbc.sql("SELECT count(*) FROM act_ru_execution WHERE id_ = :id AND act_id_ = :step")
            .param("id", signal.executionId())
            .param("step", signal.step())
            .query(Integer.class)
            .single()
        > 0;
  }
}
