package io.relance.runtime;

import java.time.Clock;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import org.camunda.bpm.engine.impl.history.event.HistoryEvent;
import org.camunda.bpm.engine.impl.history.handler.HistoryEventHandler;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Writes one compact row per step left, in the transaction that moved the token. */
@Component
class Trail implements HistoryEventHandler {

  private final JdbcClient jdbc;
  private final Clock clock;

  Trail(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  @Override
  public void handleEvent(HistoryEvent event) {
    if (event instanceof StepLeft left) {
      jdbc.sql(
              """
              INSERT INTO trail (at, process_instance_id, journey_key, version, step, outcome, cancelled)
              VALUES (:at, :instance, :journey, :version, :step, :outcome, :cancelled)
              """)
          .param("at", clock.instant().atOffset(ZoneOffset.UTC))
          .param("instance", left.getProcessInstanceId())
          .param("journey", left.getProcessDefinitionKey())
          .param("version", left.getProcessDefinitionVersion())
          .param("step", left.step)
          .param("outcome", left.outcome)
          .param("cancelled", left.cancelled)
          .update();
    }
  }

  @Override
  public void handleEvents(List<HistoryEvent> events) {
    events.forEach(this::handleEvent);
  }

  /**
   * Makes the partitions of this month and the three after it, at the start and once a day; rows of
   * other months go to {@code trail_other}.
   */
  @EventListener(ApplicationStartedEvent.class)
  @Scheduled(cron = "0 17 3 * * *", zone = "UTC")
  @Transactional
  void preparePartitions() {
    // One node at a time: CREATE TABLE IF NOT EXISTS alone fails when two begin at once.
    jdbc.sql("SELECT pg_advisory_xact_lock(7264, 1)").query((row, number) -> true).single();
    YearMonth month = YearMonth.from(clock.instant().atOffset(ZoneOffset.UTC));
    for (int i = 0; i < 4; i++) {
      preparePartition(month.plusMonths(i));
    }
  }

  private void preparePartition(YearMonth month) {
    String name = "trail_" + month.toString().replace('-', '_');
    String from = month.atDay(1) + " 00:00:00+00";
    String to = month.plusMonths(1).atDay(1) + " 00:00:00+00";
    boolean rowsElsewhere =
        jdbc.sql(
                "SELECT EXISTS (SELECT FROM trail_other WHERE at >= CAST(:from AS timestamptz) AND at < CAST(:to AS timestamptz))")
            .param("from", from)
            .param("to", to)
            .query(Boolean.class)
            .single();
    if (!rowsElsewhere) {
      jdbc.sql(
              "CREATE TABLE IF NOT EXISTS %s PARTITION OF trail FOR VALUES FROM ('%s') TO ('%s')"
                  .formatted(name, from, to))
          .update();
    }
  }
}
