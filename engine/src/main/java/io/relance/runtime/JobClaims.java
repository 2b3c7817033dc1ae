package io.relance.runtime;

import io.relance.core.ContactId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Which of the engine's due jobs this node runs next. A claim is nothing but the locks of the
 * running transaction, so whatever becomes of the node, its claims are gone with it.
 */
@Component
class JobClaims {

  private static final Duration LOCK = Duration.ofSeconds(60);

  /**
   * Along the index on due dates, so the cost is that of the jobs taken, whatever number waits.
   * Jobs that another node is running are passed over, those that were running when a process died
   * are left to {@link Crashes}, and of each contact the job that is due first is taken.
   */
  static final String NEXT =
      """
      WITH due AS MATERIALIZED (
        SELECT j.id_, j.process_instance_id_, j.duedate_
          FROM act_ru_job j
         WHERE j.duedate_ <= :now
           AND j.retries_ > 0 AND j.suspension_state_ = 1
           AND (j.lock_exp_time_ IS NULL OR j.lock_exp_time_ <= :now)
           AND NOT EXISTS (SELECT FROM job_crash c WHERE c.job_id = j.id_)
           -- NOT IN is hashed; NOT EXISTS and <> ALL go through all that others have in hand, row by row.
           AND j.id_ NOT IN (SELECT unnest(r.jobs) FROM job_running r WHERE r.boot <> :boot)
         ORDER BY j.duedate_
         LIMIT %d
           FOR UPDATE OF j SKIP LOCKED),
      -- Asked row by row on purpose: a join may take to reading everybody who waits.
      named AS MATERIALIZED (
        SELECT due.*,
               CAST(substring((SELECT x.business_key_ FROM act_ru_execution x WHERE x.id_ = due.process_instance_id_)
                              FROM '^[^:]+:([0-9]+)') AS bigint) AS contact
          FROM due),
      walks AS MATERIALIZED (
        SELECT DISTINCT ON (contact, CASE WHEN contact IS NULL THEN id_ END) *
          FROM named
         ORDER BY contact, CASE WHEN contact IS NULL THEN id_ END, duedate_, id_)
      SELECT * FROM walks WHERE contact IS NULL OR %s ORDER BY duedate_, id_
      """
          .formatted(Moves.BATCH, Holds.held("contact"));

  private final JdbcClient jdbc;
  private final Clock clock;

  JobClaims(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /**
   * A job that is due.
   *
   * @param contact null for the engine's own work, which belongs to nobody's walk
   */
  record Due(String id, @Nullable String processInstanceId, @Nullable ContactId contact) {}

  /** Claims the next jobs, the longest due first, until the running transaction ends. */
  List<Due> next(String boot) {
    return jdbc.sql(NEXT)
        .param("now", engineTime(clock.instant()))
        .param("boot", boot)
        .query(JobClaims::read)
        .list();
  }

  /** A due job that was running when a process died. */
  Optional<Due> nextSuspect() {
    return jdbc.sql(
            """
            SELECT j.id_, j.process_instance_id_, CAST(substring(x.business_key_ FROM '^[^:]+:([0-9]+)') AS bigint) AS contact
              FROM job_crash c
              JOIN act_ru_job j ON j.id_ = c.job_id
              LEFT JOIN act_ru_execution x ON x.id_ = j.process_instance_id_
             WHERE j.duedate_ <= :now AND j.retries_ > 0 AND j.suspension_state_ = 1
               AND (j.lock_exp_time_ IS NULL OR j.lock_exp_time_ <= :now)
             ORDER BY c.crashes, j.duedate_
             LIMIT 1
            """)
        .param("now", engineTime(clock.instant()))
        .query(JobClaims::read)
        .optional();
  }

  /**
   * Claims one job as the engine itself does, beyond the running transaction; answers whether it is
   * still there to be run.
   */
  boolean lock(String job, String boot) {
    Instant now = clock.instant();
    return jdbc.sql(
                """
                UPDATE act_ru_job
                   SET rev_ = rev_ + 1, lock_owner_ = :boot, lock_exp_time_ = :until
                 WHERE id_ = :job AND duedate_ <= :now AND retries_ > 0 AND suspension_state_ = 1
                   AND (lock_exp_time_ IS NULL OR lock_exp_time_ <= :now)
                """)
            .param("job", job)
            .param("boot", boot)
            .param("now", engineTime(now))
            .param("until", engineTime(now.plus(LOCK)))
            .update()
        == 1;
  }

  /** The engine writes instants without time zone, in UTC. */
  static LocalDateTime engineTime(Instant instant) {
    return LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
  }

  private static Due read(ResultSet row, int number) throws SQLException {
    long contact = row.getLong("contact");
    return new Due(
        row.getString("id_"),
        row.getString("process_instance_id_"),
        row.wasNull() ? null : new ContactId(contact));
  }
}
