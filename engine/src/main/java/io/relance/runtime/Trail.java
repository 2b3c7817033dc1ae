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

/**
 * Writes one compact row per step left, and how many tokens went from and to each step, in the
 * transaction that moved them.
 */
@Component
class Trail implements HistoryEventHandler {

  private final JdbcClient jdbc;
  private final Clock clock;
  private final WriteBehind<Row> rows = new WriteBehind<>(this::write);

  Trail(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** What a transaction has to write. */
  private sealed interface Row permits Left, Stands {}

  /** When a token left which step, and how. */
  record Left(Instant at, StepLeft left) implements Row {}

  /** So many tokens more, or fewer, stand at a step. */
  private record Stands(String journey, int version, String step, int n) implements Row {}

  @Override
  public void handleEvent(HistoryEvent event) {
    if (event instanceof StepLeft left) {
      rows.add(new Left(clock.instant(), left));
    }
  }

  @Override
  public void handleEvents(List<HistoryEvent> events) {
    events.forEach(this::handleEvent);
  }

  /** Notes that so many tokens more, or fewer, stand at a step. */
  void stands(String journey, int version, String step, int n) {
    rows.add(new Stands(journey, version, step, n));
  }

  /**
   * The steps that this instance has left and the running transaction not written, oldest first.
   */
  List<Left> pending(String processInstanceId) {
    return only(rows.pending(), Left.class).stream()
        .filter(row -> row.left().getProcessInstanceId().equals(processInstanceId))
        .toList();
  }

  /** Counts in the same statement, so that counting costs no round trip (docs/adr/0021). */
  private void write(List<Row> written) {
    List<Left> left = only(written, Left.class);
    List<Stands> stands = only(written, Stands.class);
    jdbc.sql(
            """
            WITH passed AS (
              INSERT INTO trail (at, process_instance_id, journey_key, version, step, outcome, cancelled)
              SELECT *
                FROM unnest(CAST(:at AS timestamptz[]), CAST(:instances AS text[]), CAST(:journeys AS text[]),
                            CAST(:versions AS integer[]), CAST(:steps AS text[]), CAST(:outcomes AS text[]),
                            CAST(:cancelled AS boolean[]))
              RETURNING journey_key, version, step, outcome)
            INSERT INTO journey_count_change (journey_key, version, what, step, word, n)
            SELECT journey_key, version, 'left', step, COALESCE(outcome, ''), count(*)
              FROM passed
             GROUP BY 1, 2, 4, 5
             UNION ALL
            SELECT journey_key, version, 'here', step, '', sum(n)
              FROM unnest(CAST(:standJourneys AS text[]), CAST(:standVersions AS integer[]), CAST(:standSteps AS text[]),
                          CAST(:stand AS integer[])) AS stands (journey_key, version, step, n)
             GROUP BY 1, 2, 4
            HAVING sum(n) <> 0
            """)
        .param("at", column(left, row -> row.at().toString()))
        .param("instances", column(left, row -> row.left().getProcessInstanceId()))
        .param("journeys", column(left, row -> row.left().getProcessDefinitionKey()))
        .param("versions", column(left, row -> row.left().getProcessDefinitionVersion().toString()))
        .param("steps", column(left, row -> row.left().step))
        .param("outcomes", column(left, row -> row.left().outcome))
        .param("cancelled", column(left, row -> Boolean.toString(row.left().cancelled)))
        .param("standJourneys", column(stands, Stands::journey))
        .param("standVersions", column(stands, row -> Integer.toString(row.version())))
        .param("standSteps", column(stands, Stands::step))
        .param("stand", column(stands, row -> Integer.toString(row.n())))
        .update();
  }

  private static <R extends Row> List<R> only(List<Row> rows, Class<R> type) {
    return rows.stream().filter(type::isInstance).map(type::cast).toList();
  }

  private static <R extends Row> @Nullable String[] column(
      List<R> rows, Function<R, @Nullable String> value) {
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
                "SELECT EXISTS (SELECT FROM trail_other WHERE at >= CAST(:from AS timestamptz) AND"
                    + " at < CAST(:to AS timestamptz))")
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
