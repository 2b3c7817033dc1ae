package io.relance.score;

import io.relance.core.ContactId;
import io.relance.runtime.Holds;
import io.relance.runtime.Pump;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Takes points from those of whom nothing was heard for so long, again and again down to the floor.
 * Events write nothing for it: a look asks them when it is due, and says when to look next. It
 * judges as of the moment at which it was due, so a late look takes no more and no less.
 */
@Component
class Idleness implements Pump {

  static final int BATCH = 500;

  private static final String SETTING =
      """
      SELECT CAST(v.idle ->> 'days' AS integer) AS days, CAST(v.idle ->> 'points' AS integer) AS points,
             CAST(v.idle ->> 'floor' AS integer) AS floor
        FROM score_table t
        JOIN score_version v ON v.version = t.version
       WHERE v.idle IS NOT NULL
      """;

  /** What Relance tells by itself is nobody's activity; nor is what a machine did. */
  static final String DUE =
      """
      WITH due AS MATERIALIZED (
        SELECT contact_id, look_at
          FROM score_idle
         WHERE look_at <= :now
         ORDER BY look_at, contact_id
         LIMIT :batch
           FOR UPDATE SKIP LOCKED),
      ours AS MATERIALIZED (
        SELECT contact_id, look_at FROM due WHERE %s)
      SELECT o.contact_id, o.look_at, c.score,
             (SELECT max(least(e.occurred_at, e.received_at))
                FROM event e
               WHERE e.contact_id = o.contact_id AND e.machine IS NULL AND e.source NOT IN ('score', 'segment', 'messaging')
                 AND least(e.occurred_at, e.received_at) > o.look_at - make_interval(hours => 24 * :days)
                 AND least(e.occurred_at, e.received_at) <= o.look_at) AS active
        FROM ours o
        JOIN contact c ON c.id = o.contact_id
      """
          .formatted(Holds.held("contact_id"));

  private final JdbcClient jdbc;
  private final Postings postings;
  private final TransactionTemplate transaction;
  private final Clock clock;

  Idleness(JdbcClient jdbc, Postings postings, TransactionTemplate transaction, Clock clock) {
    this.jdbc = jdbc;
    this.postings = postings;
    this.transaction = transaction;
    this.clock = clock;
  }

  /** Somebody who is to be looked at. */
  private record Look(ContactId contact, Instant due, int score, @Nullable Instant active) {}

  @Override
  public String name() {
    return "score-inactivity";
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
              Optional<Idle> idle = jdbc.sql(SETTING).query(Idle.class).optional();
              return idle.isPresent() ? look(idle.get()) : 0;
            }));
  }

  private int look(Idle idle) {
    List<Look> looks = due(idle);
    if (looks.isEmpty()) {
      return 0;
    }
    List<Posting> taken = new ArrayList<>();
    List<Long> done = new ArrayList<>();
    List<Look> again = new ArrayList<>();
    Duration days = Duration.ofDays(idle.days());
    for (Look look : looks) {
      Instant active = look.active();
      if (active != null) {
        again.add(new Look(look.contact(), active.plus(days), look.score(), active));
      } else if (look.score() <= idle.floor()) {
        done.add(look.contact().value()); // until the score grows again
      } else {
        taken.add(posting(look, idle));
        again.add(new Look(look.contact(), look.due().plus(days), look.score(), null));
      }
    }
    if (!again.isEmpty()) {
      lookAgain(again);
    }
    if (!done.isEmpty()) {
      jdbc.sql("DELETE FROM score_idle WHERE contact_id = ANY (:ids)")
          .param("ids", done.toArray(Long[]::new))
          .update();
    }
    if (!taken.isEmpty()) {
      postings.post(taken);
    }
    return looks.size();
  }

  private static Posting posting(Look look, Idle idle) {
    return new Posting(
        look.contact(),
        -idle.points(),
        Cause.INACTIVITY,
        "inactivity",
        null,
        null,
        null,
        look.due(),
        null,
        idle.floor());
  }

  private List<Look> due(Idle idle) {
    return jdbc.sql(DUE)
        .param("now", clock.instant().atOffset(ZoneOffset.UTC))
        .param("batch", BATCH)
        .param("days", idle.days())
        .query(
            (row, number) -> {
              Timestamp active = row.getTimestamp("active");
              return new Look(
                  new ContactId(row.getLong("contact_id")),
                  row.getTimestamp("look_at").toInstant(),
                  row.getInt("score"),
                  active == null ? null : active.toInstant());
            })
        .list();
  }

  private void lookAgain(List<Look> again) {
    jdbc.sql(
            """
            UPDATE score_idle i SET look_at = n.look_at
              FROM unnest(CAST(:ids AS bigint[]), CAST(:at AS timestamptz[])) AS n(contact_id, look_at)
             WHERE i.contact_id = n.contact_id
            """)
        .param("ids", again.stream().map(look -> look.contact().toString()).toArray(String[]::new))
        .param("at", again.stream().map(look -> look.due().toString()).toArray(String[]::new))
        .update();
  }
}
