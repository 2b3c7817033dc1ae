package io.relance.report;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Counts again what the counters say, from the rows themselves; what differs is put right and told.
 */
@Component
public class Recount implements HealthIndicator {

  private static final Logger log = LoggerFactory.getLogger(Recount.class);

  /** Quarters of an hour are kept apart as long as somebody's day may have begun in them. */
  private static final Duration QUARTERS_KEPT = Duration.ofDays(3);

  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;
  private final Clock clock;
  private final Counter corrected;
  private volatile Last last = new Last("never", List.of());

  Recount(JdbcClient jdbc, TransactionTemplate transaction, Clock clock, MeterRegistry meters) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.clock = clock;
    this.corrected =
        Counter.builder("relance.counts.corrected")
            .description("Counters of journeys that were wrong and put right")
            .register(meters);
  }

  /** A counter that was wrong. */
  public record Difference(
      String journey, int version, String what, String step, String word, long said, long truth) {}

  private record Last(String at, List<Difference> differences) {}

  /** Recounts all journeys and answers what was wrong. */
  @Scheduled(cron = "0 47 2 * * *", zone = "UTC")
  public List<Difference> all() {
    List<Difference> all = new ArrayList<>();
    jdbc.sql("SELECT key FROM journey UNION SELECT journey_key FROM journey_count_now ORDER BY 1")
        .query(String.class)
        .list()
        .forEach(journey -> all.addAll(one(journey)));
    forgetOldQuarters();
    last = new Last(clock.instant().toString(), List.copyOf(all));
    return all;
  }

  /**
   * Truth, counters and correction are one statement, that is one snapshot: whoever counts
   * meanwhile is either in both or in neither, so nobody has to wait. The lock keeps two nodes from
   * correcting the same difference twice; it is taken before, so that the snapshot is younger.
   */
  List<Difference> one(String journey) {
    List<Difference> wrong =
        transaction.execute(
            status -> {
              jdbc.sql("SELECT pg_advisory_xact_lock(7264, 21)")
                  .query((row, number) -> true)
                  .single();
              return jdbc.sql(
                      """
                      WITH truth AS (
                        SELECT version, what, step,
                               CASE WHEN what = 'entered' AND word < quarter_of(:kept) THEN '' ELSE word END AS word,
                               sum(n) AS n
                          FROM journey_count_truth
                         WHERE journey_key = :journey
                         GROUP BY 1, 2, 3, 4),
                      said AS (
                        SELECT version, what, step,
                               CASE WHEN what = 'entered' AND word < quarter_of(:kept) THEN '' ELSE word END AS word,
                               sum(n) AS n
                          FROM journey_count_now
                         WHERE journey_key = :journey
                         GROUP BY 1, 2, 3, 4),
                      wrong AS (
                        SELECT :journey AS journey, version, what, step, word,
                               COALESCE(said.n, 0) AS said, COALESCE(truth.n, 0) AS truth
                          FROM truth
                          FULL JOIN said USING (version, what, step, word)
                         WHERE COALESCE(said.n, 0) <> COALESCE(truth.n, 0)),
                      corrected AS (
                        INSERT INTO journey_count_change (journey_key, version, what, step, word, n)
                        SELECT journey, version, what, step, word, truth - said FROM wrong)
                      SELECT * FROM wrong ORDER BY version, what, step, word
                      """)
                  .param("journey", journey)
                  .param("kept", kept())
                  .query(Difference.class)
                  .list();
            });
    List<Difference> differences = wrong == null ? List.of() : wrong;
    differences.forEach(
        difference -> log.error("A counter was wrong and was put right: {}", difference));
    corrected.increment(differences.size());
    return differences;
  }

  private void forgetOldQuarters() {
    jdbc.sql(
            """
            WITH old AS (
              DELETE FROM journey_count
               WHERE what = 'entered' AND word <> '' AND word < quarter_of(:kept)
              RETURNING *)
            INSERT INTO journey_count_change (journey_key, version, what, step, word, n)
            SELECT journey_key, version, 'entered', '', '', sum(n) FROM old GROUP BY 1, 2
            """)
        .param("kept", kept())
        .update();
  }

  private OffsetDateTime kept() {
    Instant begin = clock.instant().minus(QUARTERS_KEPT);
    return begin.atOffset(ZoneOffset.UTC);
  }

  /** A counter that was wrong is right again: worth a look, no reason to stop the node. */
  @Override
  public Health health() {
    Last told = last;
    return Health.up()
        .withDetail("recounted", told.at())
        .withDetail("corrected", told.differences().size())
        .withDetail("differences", told.differences().stream().limit(20).toList())
        .build();
  }
}
