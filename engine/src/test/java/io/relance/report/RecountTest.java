package io.relance.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.relance.CountingDataSource;
import io.relance.Crowd;
import io.relance.platform.MigratedDatabase;
import io.relance.report.Recount.Difference;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Counters on a real database: exact while they are written, cheap to read, put right when wrong.
 */
@NullUnmarked
class RecountTest {

  private static final int PEOPLE = 15_000;
  private static final Instant NOW = Instant.parse("2027-03-02T10:00:00Z");
  private static final CountingDataSource DATABASE =
      new CountingDataSource(MigratedDatabase.create("counters"));
  private static final JdbcClient jdbc = JdbcClient.create(DATABASE);
  private static final TransactionTemplate transaction =
      new TransactionTemplate(new DataSourceTransactionManager(DATABASE));
  private static final MeterRegistry meters = new SimpleMeterRegistry();
  private static final Recount recount = recount(NOW);

  private final Books books = new Books(jdbc);
  private final JourneyList list = new JourneyList(jdbc);
  private final CountFolding folding = new CountFolding(jdbc);

  private static Recount recount(Instant now) {
    return new Recount(jdbc, transaction, Clock.fixed(now, ZoneOffset.UTC), meters);
  }

  @BeforeAll
  static void fill() {
    Crowd.enter(jdbc, "crowd", PEOPLE);
    Crowd.enter(jdbc, "small", 200);
    // What the engine would have counted while it moved these tokens.
    recount.all();
    // As a database that is looked after: at this size the planner would else toss a coin.
    jdbc.sql("VACUUM ANALYZE").update();
  }

  @Test
  void findsNothingWhenAllIsRight() {
    assertThat(recount.all()).isEmpty();
  }

  @Test
  void putsRightWhatIsWrongAndTells() {
    double before = meters.get("relance.counts.corrected").counter().count();
    Statistics right = books.of("small", 1);
    jdbc.sql(
            """
            UPDATE journey_count_change SET n = n + 5 WHERE journey_key = 'small' AND what = 'here' AND step = 'step_3';
            UPDATE journey_count SET n = n + 5 WHERE journey_key = 'small' AND what = 'here' AND step = 'step_3';
            INSERT INTO journey_count_change (journey_key, version, what, step, word, n) VALUES ('small', 1, 'left', 'gone', '', 2);
            """)
        .update();
    assertThat(books.of("small", 1)).isNotEqualTo(right);

    assertThat(recount.all())
        .containsExactly(
            new Difference("small", 1, "here", "step_3", "", 24, 19),
            new Difference("small", 1, "left", "gone", "", 2, 0));
    assertThat(books.of("small", 1)).isEqualTo(right);
    assertThat(meters.get("relance.counts.corrected").counter().count()).isEqualTo(before + 2);
    assertThat(recount.health().getDetails()).containsEntry("corrected", 2);
    assertThat(recount.all()).isEmpty();
  }

  @Test
  void everybodyIsInOnePlace() {
    Statistics counted = books.of("crowd", 1);

    assertThat(counted.entered()).isEqualTo(2 * PEOPLE);
    assertThat(counted.endedTotal()).isEqualTo(PEOPLE);
    assertThat(counted.incidents()).isEqualTo(10);
    assertThat(counted.queued()).isPositive();
    assertThat(counted.waiting())
        .isEqualTo(counted.inside() - counted.queued() - counted.incidents());
    assertThat(counted.steps().get("rare").inside()).isEqualTo(7);
    JourneyRow row = list.byKey("crowd", Instant.parse("2027-03-01T08:15:00Z")).orElseThrow();
    assertThat(row.inside()).isEqualTo(PEOPLE);
    assertThat(row.enteredToday()).isEqualTo(2 * PEOPLE - 9000 + 1);
    assertThat(row.incidents()).isEqualTo(10);
    assertThat(list.versions("crowd").get(0).inside()).isEqualTo(PEOPLE);
  }

  @Test
  void entriesOfLongAgoAreCountedTogetherAndNoneIsLost() {
    Statistics before = books.of("small", null);
    Recount later = recount(NOW.plusSeconds(7 * 86_400));
    while (folding.fold() > 0) {
      assertThat(books.of("small", null)).isEqualTo(before);
    }

    assertThat(later.all()).isEmpty();
    assertThat(later.all()).isEmpty();

    assertThat(books.of("small", null)).isEqualTo(before);
    assertThat(
            jdbc.sql(
                    "SELECT count(*) FROM journey_count WHERE what = 'entered' AND journey_key ="
                        + " 'small' AND word <> ''")
                .query(Long.class)
                .single())
        .isZero();
  }

  /** Two write, one folds, one recounts, all at once. */
  @Test
  void foldingAndRecountingWhileOthersWriteLosesNothing() throws Exception {
    Crowd.enter(jdbc, "busy", 300);
    recount.one("busy");
    CyclicBarrier together = new CyclicBarrier(3);
    List<Thread> writers =
        List.of(
            new Thread(() -> write(together, "PENDING")),
            new Thread(() -> write(together, "SENDING")));
    writers.forEach(Thread::start);
    await(together);
    while (writers.stream().anyMatch(Thread::isAlive)) {
      folding.fold();
      assertThat(recount.one("busy")).as("in the middle of it").isEmpty();
    }
    folding.fold();

    assertThat(recount.one("busy")).isEmpty();
    assertThat(books.of("busy", 1).ended())
        .containsEntry("PENDING", 60L)
        .containsEntry("SENDING", 60L);
  }

  private static void write(CyclicBarrier together, String word) {
    await(together);
    for (int i = 0; i < 60; i++) {
      transaction.executeWithoutResult(
          status -> {
            String walk =
                jdbc.sql(
                        """
                        UPDATE enrolment SET ended_at = '2027-03-02T09:00:00Z', outcome = :word
                         WHERE id = (SELECT id FROM enrolment WHERE journey_key = 'busy' AND ended_at IS NULL
                                      LIMIT 1 FOR UPDATE SKIP LOCKED)
                        RETURNING process_instance_id
                        """)
                    .param("word", word)
                    .query(String.class)
                    .single();
            jdbc.sql("UPDATE message SET state = :state WHERE process_instance_id = :walk")
                .param("state", word)
                .param("walk", walk)
                .update();
          });
    }
  }

  private static void await(CyclicBarrier together) {
    try {
      together.await();
    } catch (InterruptedException | java.util.concurrent.BrokenBarrierException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void whatIsRolledBackWasNeverCounted() {
    Statistics before = books.of("crowd", null);
    transaction.executeWithoutResult(
        status -> {
          jdbc.sql("UPDATE enrolment SET ended_at = now() WHERE journey_key = 'crowd'").update();
          assertThat(books.of("crowd", null).inside()).isZero();
          status.setRollbackOnly();
        });
    assertThat(books.of("crowd", null)).isEqualTo(before);
  }

  @Test
  void anUpdateThatChangesNothingOfWhatIsCountedAddsNoRow() {
    long before = changes();
    jdbc.sql("UPDATE enrolment SET data = '{\"a\": 1}' WHERE journey_key = 'small'").update();
    jdbc.sql(
            "UPDATE message SET state = 'SENDING' WHERE journey_key = 'small' AND state ="
                + " 'PENDING'")
        .update();
    assertThat(changes()).isEqualTo(before);
    jdbc.sql(
            "UPDATE message SET state = 'PENDING' WHERE journey_key = 'small' AND state ="
                + " 'SENDING'")
        .update();
  }

  private static long changes() {
    return jdbc.sql("SELECT count(*) FROM journey_count_change").query(Long.class).single();
  }

  @Test
  void aPageAsksTheSameHoweverManyAreInside() {
    assertThat(DATABASE.during(() -> books.of("crowd", 1)))
        .isEqualTo(DATABASE.during(() -> books.of("small", 1)))
        .isEqualTo(3);
  }

  @Test
  void aPageReadsNoTableOfWalksFromEndToEnd() {
    while (folding.fold() > 0) {
      assertThat(changes()).isNotNegative();
    }
    assertThat(tablesReadWhole(() -> books.of("crowd", 1))).isEmpty();
    assertThat(tablesReadWhole(() -> books.of("crowd", null))).isEmpty();
    assertThat(tablesReadWhole(() -> list.find(null, null, null, NOW))).isEmpty();
    assertThat(tablesReadWhole(() -> list.byKey("crowd", NOW))).isEmpty();
    assertThat(tablesReadWhole(() -> list.versions("crowd"))).isEmpty();
    WalkList walks = new WalkList(jdbc, new Drawings(jdbc));
    assertThat(tablesReadWhole(() -> walks.inside("crowd", 1, null, 25))).isEmpty();
    assertThat(
            tablesReadWhole(
                () -> walks.inside("crowd", 1, walks.inside("crowd", 1, null, 25).next(), 25)))
        .isEmpty();
  }

  /** What PostgreSQL itself says that this piece of work has read without an index. */
  private static Map<String, Long> tablesReadWhole(Runnable work) {
    return transaction.execute(
        status -> {
          work.run();
          return jdbc
              .sql(
                  """
                  SELECT relname, seq_scan FROM pg_stat_xact_user_tables
                   WHERE seq_scan > 0
                     AND (relname IN ('enrolment', 'message', 'contact', 'act_ru_execution') OR relname LIKE 'trail%')
                  """)
              .query((row, number) -> Map.entry(row.getString(1), row.getLong(2)))
              .list()
              .stream()
              .collect(java.util.stream.Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        });
  }
}
