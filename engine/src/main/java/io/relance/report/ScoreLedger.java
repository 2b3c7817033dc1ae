package io.relance.report;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Why the score of a contact is what it is: every change of it, the newest first. */
@Repository
public class ScoreLedger {

  private final JdbcClient jdbc;

  ScoreLedger(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * One change of a score.
   *
   * @param score the sum after it
   * @param cause rule, step, expiry, inactivity, correction or opening
   * @param source the row of the table, the journey's step, the person
   * @param version of the table
   * @param event the name of what happened; absent when it is not kept any more
   * @param expiresAt when the points end, or ended
   */
  public record ScoreEntry(
      long id,
      int points,
      long score,
      String cause,
      String source,
      @Nullable String why,
      @Nullable Integer version,
      @Nullable String event,
      Instant at,
      @Nullable Instant expiresAt,
      boolean ended) {}

  public Page<ScoreEntry> of(long contact, @Nullable String cursor, int limit) {
    List<ScoreEntry> rows =
        jdbc.sql(
                """
                SELECT e.*, v.name AS event
                  FROM (SELECT s.*, sum(points) OVER (ORDER BY s.id) AS score
                          FROM score_entry s
                         WHERE s.contact_id = :contact) e
                  LEFT JOIN event v ON v.id = e.event_id AND v.contact_id = :contact
                 WHERE e.id < :before
                 ORDER BY e.id DESC
                 LIMIT :limit
                """)
            .param("contact", contact)
            .param("before", Cursor.of(cursor).number())
            .param("limit", limit + 1)
            .query(
                (row, number) ->
                    new ScoreEntry(
                        row.getLong("id"),
                        row.getInt("points"),
                        row.getLong("score"),
                        row.getString("cause"),
                        row.getString("source"),
                        row.getString("why"),
                        Rows.integer(row, "version"),
                        row.getString("event"),
                        Objects.requireNonNull(Rows.instant(row, "at")),
                        Rows.instant(row, "expires_at"),
                        row.getTimestamp("ended_at") != null))
            .list();
    return Page.of(rows, limit, entry -> new Cursor(entry.at(), String.valueOf(entry.id())));
  }
}
