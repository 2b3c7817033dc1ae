package io.relance.report;

import io.relance.runtime.Pump;
import java.util.concurrent.TimeUnit;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Adds what was counted since to the totals. Readers add both up, so it changes no number; it keeps
 * what they must add up short.
 */
@Component
class CountFolding implements Pump {

  private static final int BATCH = 20_000;
  private static final long PAUSE = TimeUnit.SECONDS.toNanos(1);

  private final JdbcClient jdbc;
  private volatile long last = System.nanoTime() - PAUSE;

  CountFolding(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public String name() {
    return "counts";
  }

  /**
   * Once in a while only, however often the others are woken: totals that are written without end
   * leave more dead rows than they save. Nobody waits for this, so nobody is told of it.
   */
  @Override
  public int runOnce() {
    if (System.nanoTime() - last < PAUSE) {
      return 0;
    }
    last = System.nanoTime();
    int folded = fold();
    return folded == BATCH ? folded : 0;
  }

  /**
   * Folds one batch, on any number of nodes at once: each takes other changes, and they lock totals
   * in one order.
   */
  int fold() {
    return jdbc.sql(
            """
            WITH taken AS (
              SELECT id FROM journey_count_change ORDER BY id LIMIT :batch FOR UPDATE SKIP LOCKED),
            gone AS (
              DELETE FROM journey_count_change c USING taken WHERE c.id = taken.id RETURNING c.*),
            folded AS (
              INSERT INTO journey_count AS total (journey_key, version, what, step, word, n)
              SELECT journey_key, version, what, step, word, sum(n)
                FROM gone
               GROUP BY 1, 2, 3, 4, 5
              HAVING sum(n) <> 0
               ORDER BY 1, 2, 3, 4, 5
                  ON CONFLICT (journey_key, version, what, step, word) DO UPDATE SET n = total.n + EXCLUDED.n)
            SELECT count(*) FROM gone
            """)
        .param("batch", BATCH)
        .query(Integer.class)
        .single();
  }
}
