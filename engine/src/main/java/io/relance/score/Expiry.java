package io.relance.score;

import io.relance.core.ContactId;
import io.relance.runtime.Holds;
import io.relance.runtime.Pump;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Takes points away whose time is over: exactly what they gave. */
@Component
class Expiry implements Pump {

  static final int BATCH = 500;

  /** Whoever is held elsewhere has their turn with the next piece. */
  static final String DUE =
      """
      WITH due AS MATERIALIZED (
        SELECT e.id, e.contact_id
          FROM score_entry e
         WHERE e.expires_at <= :now AND e.expires_at IS NOT NULL AND e.ended_at IS NULL
         ORDER BY e.expires_at, e.id
         LIMIT :batch
           FOR UPDATE SKIP LOCKED),
      ours AS MATERIALIZED (
        SELECT id FROM due WHERE %s)
      UPDATE score_entry e SET ended_at = e.expires_at
        FROM ours
       WHERE e.id = ours.id
      RETURNING e.contact_id, e.points, e.source, e.why, e.version, e.event_id, e.expires_at
      """
          .formatted(Holds.held("contact_id"));

  private final JdbcClient jdbc;
  private final Postings postings;
  private final TransactionTemplate transaction;
  private final Clock clock;

  Expiry(JdbcClient jdbc, Postings postings, TransactionTemplate transaction, Clock clock) {
    this.jdbc = jdbc;
    this.postings = postings;
    this.transaction = transaction;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "score-expiry";
  }

  @Override
  public int worthwhile() {
    return BATCH / 2;
  }

  @Override
  public int runOnce() {
    return Objects.requireNonNull(
        transaction.execute(
            status -> {
              List<Posting> ended =
                  jdbc.sql(DUE)
                      .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                      .param("batch", BATCH)
                      .query(
                          (row, number) ->
                              new Posting(
                                  new ContactId(row.getLong("contact_id")),
                                  -row.getInt("points"),
                                  Cause.EXPIRY,
                                  row.getString("source"),
                                  row.getString("why"),
                                  row.getObject("version", Integer.class),
                                  row.getObject("event_id", Long.class),
                                  row.getTimestamp("expires_at").toInstant(),
                                  null,
                                  null))
                      .list();
              if (!ended.isEmpty()) {
                postings.post(ended);
              }
              return ended.size();
            }));
  }
}
