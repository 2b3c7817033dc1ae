package io.relance.bench;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.springframework.jdbc.core.simple.JdbcClient;

/** One opponent's database, as the measuring side sees it. */
final class Database implements AutoCloseable {

  private static final int SAMPLE = 200;
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private static final String SIZES =
      """
      SELECT c.relname AS relation, pg_total_relation_size(c.oid) AS bytes
        FROM pg_class c
       WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
      """;

  private final String name;
  private final String url;
  private final HikariDataSource pool = new HikariDataSource();
  private final JdbcClient jdbc;

  Database(String name, String url) {
    this.name = name;
    this.url = url;
    pool.setJdbcUrl(url);
    pool.setUsername("postgres");
    pool.addDataSourceProperty("reWriteBatchedInserts", "true");
    pool.setMaximumPoolSize(4);
    pool.setMinimumIdle(0);
    jdbc = JdbcClient.create(pool);
  }

  String name() {
    return name;
  }

  String url() {
    return url;
  }

  JdbcClient jdbc() {
    return jdbc;
  }

  Connection connection() throws SQLException {
    return pool.getConnection();
  }

  boolean holds(String table) {
    return jdbc.sql("SELECT to_regclass(:table) IS NOT NULL")
        .param("table", table)
        .query(Boolean.class)
        .single();
  }

  void analyze() {
    jdbc.sql("ANALYZE").update();
  }

  /** Whom the next run is about: the contacts, and the process instances if there are any yet. */
  void aimAt(List<Long> contacts, List<String> instances) {
    jdbc.sql(
            """
            CREATE UNLOGGED TABLE IF NOT EXISTS bench_target (n bigint PRIMARY KEY, contact bigint, instance text)
            """)
        .update();
    jdbc.sql("TRUNCATE bench_target").update();
    jdbc.sql(
            """
            INSERT INTO bench_target (n, contact, instance)
            SELECT t.n, t.contact, t.instance
              FROM unnest(CAST(:contacts AS bigint[]), CAST(:instances AS text[])) WITH ORDINALITY t (contact, instance, n)
            """)
        .param("contacts", contacts.toArray(Long[]::new))
        .param("instances", instances.toArray(String[]::new))
        .update();
    jdbc.sql("ANALYZE bench_target").update();
  }

  /**
   * Waits until nobody aimed at is left for whom the condition holds. It looks at a sample most of
   * the time, so that the watching costs next to nothing.
   *
   * @param open SQL of one row {@code t} of the targets, cheap to ask of one
   */
  void awaitNone(String open) {
    long giveUp = System.nanoTime() + PATIENCE.toNanos();
    while (stillOpen(open, true) || stillOpen(open, false)) {
      if (System.nanoTime() > giveUp) {
        throw new IllegalStateException(
            "after " + PATIENCE + " the work in " + name + " was still not done: " + open);
      }
      LockSupport.parkNanos(20_000_000);
    }
  }

  private boolean stillOpen(String open, boolean sample) {
    return jdbc.sql(
            "SELECT EXISTS (SELECT FROM bench_target t WHERE "
                + (sample
                    ? "t.n % greatest(1, (SELECT max(n) FROM bench_target) / :sample) = 0"
                    : ":sample > 0")
                + " AND "
                + open
                + ")")
        .param("sample", SAMPLE)
        .query(Boolean.class)
        .single();
  }

  /** Notes how large every relation is now, for {@link #grownBy}. */
  void remember() {
    jdbc.sql("DROP TABLE IF EXISTS bench_size").update();
    jdbc.sql("CREATE TABLE bench_size AS " + SIZES).update();
  }

  /** By how many bytes some tables grew since then, with their indexes. */
  long grownBy(String which) {
    return jdbc.sql(
            """
            SELECT sum(now.bytes - coalesce(before.bytes, 0))
              FROM (%s) now
              LEFT JOIN bench_size before USING (relation)
             WHERE %s
            """
                .formatted(SIZES, which))
        .query(Long.class)
        .single();
  }

  /** Closes the connections that nobody uses right now. */
  void letGo() {
    if (pool.getHikariPoolMXBean() != null) {
      pool.getHikariPoolMXBean().softEvictConnections();
    }
  }

  @Override
  public void close() {
    pool.close();
  }
}
