package io.relance.bench;

import java.util.List;
import java.util.stream.LongStream;

/** People who may get marketing mail, for the workloads that only need some. */
final class Contacts {

  static final String INSERT =
      """
      INSERT INTO contact (id, external_id, email, locale, time_zone, attributes, created_at, changed_at)
      OVERRIDING SYSTEM VALUE
      SELECT n, 'bench-' || n, 'c' || n || '@example.com', 'fr', 'Europe/Paris', '{"firstName": "Camille"}', now(), now()
        FROM generate_series(CAST(? AS bigint), CAST(? AS bigint)) n
      """;

  static final String CONSENT =
      """
      INSERT INTO consent (contact_id, channel, purpose, status, since)
      SELECT n, 'email', 'marketing', 'granted', now()
        FROM generate_series(CAST(? AS bigint), CAST(? AS bigint)) n
      """;

  private final Database database;
  private long next = 1_000;

  Contacts(Database database) {
    this.database = database;
  }

  List<Long> more(int count) {
    long from = next;
    next += count;
    for (String sql : List.of(INSERT, CONSENT)) {
      database.jdbc().sql(sql).params(from, next - 1).update();
    }
    return LongStream.range(from, next).boxed().toList();
  }
}
