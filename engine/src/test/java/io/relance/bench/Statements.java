package io.relance.bench;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What PostgreSQL was asked, and how long that took it: where to look when a figure is far from its
 * goal. Only with {@code -Dbench.statements=true}.
 */
final class Statements {

  private static final boolean KEPT = Boolean.getBoolean("bench.statements");

  private final JdbcClient jdbc;

  Statements(Server server) {
    jdbc = server.jdbc();
    if (KEPT) {
      jdbc.sql("CREATE EXTENSION IF NOT EXISTS pg_stat_statements").update();
      jdbc.sql("SELECT pg_stat_statements_reset()").query((row, number) -> true).single();
    }
  }

  /** The statements that took longest in a database since then. */
  void report(String database, int contacts) {
    if (!KEPT) {
      return;
    }
    Bench.say("  ms each  calls each   mean ms  rows each  statement");
    jdbc.sql(
            """
            SELECT s.total_exec_time / :contacts, CAST(s.calls AS float8) / :contacts, s.mean_exec_time,
                   CAST(s.rows AS float8) / :contacts, left(regexp_replace(s.query, '\\s+', ' ', 'g'), 200)
              FROM pg_stat_statements s
              JOIN pg_database d ON d.oid = s.dbid
             WHERE d.datname = :database AND s.query NOT LIKE '%bench_target%'
               AND s.query NOT LIKE '%generate_series%' AND s.query NOT LIKE 'ANALYZE%'
             ORDER BY s.total_exec_time DESC
             LIMIT 25
            """)
        .param("contacts", contacts)
        .param("database", database)
        .query(
            row -> {
              Bench.say(
                  "  %7.3f  %10.2f  %8.3f  %9.2f  %s",
                  row.getDouble(1),
                  row.getDouble(2),
                  row.getDouble(3),
                  row.getDouble(4),
                  row.getString(5));
            });
  }
}
