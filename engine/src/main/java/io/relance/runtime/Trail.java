package io.relance.runtime;

import io.relance.process.WriteBehind;
import java.time.Clock;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Function;
import org.camunda.bpm.engine.impl.history.event.HistoryEvent;
import org.camunda.bpm.engine.impl.history.handler.HistoryEventHandler;
import org.jspecify.annotations.Nullable;
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
  private final WriteBehind<Row> rows = new WriteBehind<>(this::write);

  Trail(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** One row: when a token left which step, and how. */
  record Row(Instant at, StepLeft left) {}

  @Override
  public void handleEvent(HistoryEvent event) {
    if (event instanceof StepLeft left) {
      rows.add(new Row(clock.instant(), left));
    }
  }

  @Override
  public void handleEvents(List<HistoryEvent> events) {
    events.forEach(this::handleEvent);
  }

  /** The rows of this instance that the running transaction has not written yet, oldest first. */
  List<Row> pending(String processInstanceId) {
    return rows.pending().stream()
        .filter(row -> row.left().getProcessInstanceId().equals(processInstanceId))
        .toList();
  }

  private void write(List<Row> written) {
    jdbc.sql(
            """
            INSERT INTO trail (at, process_instance_id, journey_key, version, step, outcome, cancelled)
            SELECT *
              FROM unnest(CAST(:at AS timestamptz[]), CAST(:instances AS text[]), CAST(:journeys AS text[]),
                          CAST(:versions AS integer[]), CAST(:steps AS text[]), CAST(:outcomes AS text[]),
                          CAST(:cancelled AS boolean[]))
            """)
        .param("at", column(written, row -> row.at().toString()))
        .param("instances", column(written, row -> row.left().getProcessInstanceId()))
        .param("journeys", column(written, row -> row.left().getProcessDefinitionKey()))
        .param(
            "versions", column(written, row -> row.left().getProcessDefinitionVersion().toString()))
        .param("steps", column(written, row -> row.left().step))
        .param("outcomes", column(written, row -> row.left().outcome))
        .param("cancelled", column(written, row -> Boolean.toString(row.left().cancelled)))
        .update();
  }

  private static @Nullable String[] column(List<Row> rows, Function<Row, @Nullable String> value) {
    return rows.stream().map(value).toArray(String[]::new);
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
