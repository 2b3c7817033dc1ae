package io.relance.bench;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * Contacts with what they said, got, did and bought in two years: one order and ten events each, on
 * the average. Nothing lies near the edge of a day, so that windows hold the same however long the
 * measuring takes.
 */
final class Customers {

  static final String OTHER_JOURNEY = "bench-b";
  private static final long FIRST = 1_000_000_000L;

  /** The same numbers in every run, spread as if by chance. */
  private static final String PICK =
      """
      CREATE OR REPLACE FUNCTION bench_pick(n bigint, seed bigint, k bigint) RETURNS bigint
      LANGUAGE sql IMMUTABLE PARALLEL SAFE
      RETURN mod(hashint8extended(n, seed) & 9223372036854775807, k)
      """;

  private static final String AGO =
      """
      CREATE OR REPLACE FUNCTION bench_ago(day bigint, n bigint) RETURNS timestamptz
      LANGUAGE sql STABLE PARALLEL SAFE
      RETURN now() - (day + 0.3 + bench_pick(n, 99, 400) / 1000.0) * interval '1 day'
      """;

  private static final List<String> ROWS =
      List.of(
          """
          INSERT INTO contact (id, external_id, email, phone, locale, time_zone, attributes, touched, score, created_at,
                               changed_at)
          OVERRIDING SYSTEM VALUE
          SELECT %1$d + n, 'customer-' || n, 'customer' || n || '@example.com', '+336' || lpad(CAST(n AS text), 8, '0'),
                 CASE WHEN bench_pick(n, 1, 10) < 7 THEN 'fr' ELSE 'en' END, 'Europe/Paris',
                 jsonb_build_object('firstName', 'Camille', 'lastName', 'Customer ' || n,
                                    'city', (ARRAY['Paris', 'Lyon', 'Nantes', 'Lille', 'Nice', 'Brest', 'Metz', 'Dijon'])
                                            [1 + bench_pick(n, 2, 8)]),
                 jsonb_build_object('email', jsonb_build_object('at', to_char(bench_ago(bench_pick(n, 3, 720), n)
                                    AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'by', 'bench')),
                 bench_pick(n, 4, 100), bench_ago(720, n), bench_ago(bench_pick(n, 3, 720), n)
            FROM generate_series(0, %2$d - 1) n
          """,
          """
          INSERT INTO consent (contact_id, channel, purpose, status, since)
          SELECT %1$d + n, 'email', 'marketing', CASE WHEN bench_pick(n, 5, 20) < 14 THEN 'granted' ELSE 'refused' END, now()
            FROM generate_series(0, %2$d - 1) n
           WHERE bench_pick(n, 5, 20) < 17
          """,
          """
          INSERT INTO consent (contact_id, channel, purpose, status, since)
          SELECT %1$d + n, 'sms', 'marketing', 'granted', now()
            FROM generate_series(0, %2$d - 1) n
           WHERE bench_pick(n, 6, 10) < 3
          """,
          """
          INSERT INTO message (id, dedupe_key, contact_id, journey_key, version, step, process_instance_id, execution_id,
                               channel, purpose, state, due_at, expires_at, created_at, settled_at)
          SELECT CAST(md5(m.kind || m.n) AS uuid), 'bench-' || m.kind || m.n, %1$d + m.n,
                 CASE m.kind WHEN 'a' THEN 'bench' ELSE 'bench-b' END, 1, CASE m.kind WHEN 'v' THEN 'call' ELSE 'mail' END,
                 'x' || m.n, 'x' || m.n, CASE m.kind WHEN 'v' THEN 'voice' ELSE 'email' END, 'marketing', 'ACCEPTED',
                 m.at, m.at, m.at, m.at
            FROM (SELECT n, kind, bench_ago(bench_pick(n, ascii(kind), 360), n) AS at
                    FROM generate_series(0, %2$d - 1) n
                   CROSS JOIN (VALUES ('a', 1), ('b', 2), ('v', 5)) AS k(kind, each)
                   WHERE n %% k.each = 0) m
           ORDER BY m.at
          """,
          """
          INSERT INTO event (source, event_id, name, contact_id, message_id, step, link, properties, body_hash, state,
                             occurred_at, received_at, keep_until)
          SELECT 'bench', CAST(e.i AS text), e.name, %1$d + e.n,
                 CASE WHEN e.kind IS NOT NULL THEN CAST(md5(e.kind || e.n) AS uuid) END,
                 CASE WHEN e.kind IS NOT NULL THEN 'mail' END,
                 CASE WHEN e.name = 'LinkClicked' THEN (ARRAY['shop', 'help', 'legal'])[1 + bench_pick(e.i, 7, 3)] END,
                 CASE WHEN e.name = 'OrderPlaced' THEN jsonb_build_object('total', bench_pick(e.i, 8, 200)) ELSE '{}' END,
                 '\\x00', CASE WHEN e.kind IS NULL THEN 'EXPIRED' ELSE 'CONSUMED' END, e.at, e.at, e.at
            FROM (SELECT i, bench_ago(719 - i * 720 / (10 * %2$d), i) AS at,
                         CASE WHEN i %% 10 = 1 THEN 2 * bench_pick(i, 9, %2$d / 2) ELSE bench_pick(i, 9, %2$d) END AS n,
                         CASE i %% 10 WHEN 0 THEN 'a' WHEN 1 THEN 'b' WHEN 2 THEN 'a' END AS kind,
                         CASE i %% 10 WHEN 0 THEN 'LinkClicked' WHEN 1 THEN 'LinkClicked' WHEN 2 THEN 'MessageOpened'
                                     WHEN 3 THEN 'OrderPlaced' WHEN 4 THEN 'OrderPlaced' ELSE 'PageViewed' END AS name
                    FROM generate_series(CAST(0 AS bigint), 10 * %2$d - 1) i) e
          """,
          """
          INSERT INTO mart.orders (key, contact_id, amount, shop, placed_at)
          SELECT 'o-' || n, %1$d + bench_pick(n, 10, %2$d), 10 + bench_pick(n, 11, 190),
                 (ARRAY['A', 'B', 'C', 'D', 'E'])[1 + bench_pick(n, 12, 5)], bench_ago(719 - n * 720 / %2$d, n)
            FROM generate_series(CAST(0 AS bigint), %2$d - 1) n
          """,
          """
          INSERT INTO task_done (contact_id, journey_key, step, outcome, who, at)
          SELECT %1$d + n, 'bench-b', 'call', 'reached', 'paul', bench_ago(bench_pick(n, 13, 360), n)
            FROM generate_series(0, %2$d - 1) n
           WHERE n %% 7 = 0
          """);

  private Customers() {}

  /** Fills the database with so many of them. */
  static void fill(Database database, int contacts) {
    try (Connection connection = database.connection();
        Statement statement = connection.createStatement()) {
      statement.execute(PICK);
      statement.execute(AGO);
      connection.setAutoCommit(false);
      // What belongs together was made so, and nobody counts: no trigger needs to look.
      statement.execute("SET LOCAL session_replication_role = replica");
      for (String rows : ROWS) {
        statement.execute(rows.formatted(FIRST, contacts));
      }
      connection.commit();
      connection.setAutoCommit(true);
      statement.execute("VACUUM (ANALYZE)");
    } catch (SQLException e) {
      throw new IllegalStateException("customers could not be made up", e);
    }
  }
}
