package io.relance.tracking;

import io.relance.content.LinkToken.StepLink;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Repository;

/** Counts what readers did who are not to be known: how many, of which step, on which day. */
@Repository
class Crowd {

  private static final Logger log = LoggerFactory.getLogger(Crowd.class);

  private final JdbcClient jdbc;
  private final Clock clock;

  Crowd(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** How often it happened, by people as far as can be told. */
  record Reaction(int version, String step, String what, int link, LocalDate day, long n) {}

  void opened(StepLink step, boolean machine) {
    count(step, "open", 0, machine);
  }

  void clicked(StepLink link, boolean machine) {
    count(link, "click", link.link(), machine);
  }

  /** A count that cannot be kept must not keep the reader from the page. */
  private void count(StepLink of, String what, int link, boolean machine) {
    try {
      jdbc.sql(
              """
              INSERT INTO step_reaction (journey_key, version, step, what, link, day, machine, n)
              VALUES (:journey, :version, :step, :what, :link, :day, :machine, 1)
              """)
          .param("journey", of.journey())
          .param("version", of.version())
          .param("step", of.step())
          .param("what", what)
          .param("link", link)
          .param("day", today())
          .param("machine", machine)
          .update();
    } catch (RuntimeException e) {
      log.warn("a hit of somebody was not counted", e);
    }
  }

  boolean isJourney(String key) {
    return jdbc.sql("SELECT EXISTS (SELECT FROM journey WHERE key = :key)")
        .param("key", key)
        .query(Boolean.class)
        .single();
  }

  /** What people did with the messages of a journey, by version, step, link and day. */
  List<Reaction> of(String journey) {
    return jdbc.sql(
            """
            SELECT version, step, what, link, day, CAST(sum(n) AS bigint) AS n
              FROM step_reaction
             WHERE journey_key = :journey AND NOT machine
             GROUP BY version, step, what, link, day
             ORDER BY version, step, what, link, day
            """)
        .param("journey", journey)
        .query(Reaction.class)
        .list();
  }

  /** Makes one row of those of each day that is over. */
  @Scheduled(cron = "0 11 3 * * *", zone = "UTC")
  void fold() {
    jdbc.sql(
            """
            WITH several AS (
              DELETE FROM step_reaction r
               WHERE r.day < :today
                 AND EXISTS (SELECT FROM step_reaction o
                              WHERE o.journey_key = r.journey_key AND o.version = r.version AND o.step = r.step
                                AND o.what = r.what AND o.link = r.link AND o.day = r.day AND o.machine = r.machine
                                AND o.id <> r.id)
              RETURNING r.*)
            INSERT INTO step_reaction (journey_key, version, step, what, link, day, machine, n)
            SELECT journey_key, version, step, what, link, day, machine, sum(n)
              FROM several
             GROUP BY journey_key, version, step, what, link, day, machine
            """)
        .param("today", today())
        .update();
  }

  private LocalDate today() {
    return clock.instant().atOffset(ZoneOffset.UTC).toLocalDate();
  }
}
