package io.relance.runtime;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.relance.core.ContactId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.ProcessEngineImpl;
import org.camunda.bpm.engine.impl.interceptor.CommandExecutor;
import org.camunda.bpm.engine.impl.persistence.entity.JobEntity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.web.context.WebServerGracefulShutdownLifecycle;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Stops jobs that kill the process. Each node writes down, beyond the transaction that may die with
 * it, which jobs it is about to run; when a node falls silent, its jobs are under suspicion and run
 * alone from then on. The third death with a job in hand is its last: it becomes an incident.
 */
@Component
class Crashes implements Pump, SmartLifecycle, DisposableBean {

  static final int MOST = 3;

  private static final String CONTACT = "contact:";

  private static final Logger log = LoggerFactory.getLogger(Crashes.class);
  private static final Duration SILENCE = Duration.ofSeconds(30);

  /** What killed the process comes again long before this is over, or has become a job. */
  private static final Duration DOUBT = Duration.ofHours(1);

  private static final Duration BEAT = Duration.ofSeconds(5);

  private final JdbcClient jdbc;
  private final CommandExecutor commands;
  private final TransactionTemplate transaction;
  private final HikariDataSource notes;
  private final String boot = ProcessHandle.current().pid() + "-" + UUID.randomUUID();
  private volatile long nextBeat = System.nanoTime();
  private volatile boolean up;

  Crashes(
      JdbcClient jdbc,
      ProcessEngine engine,
      PlatformTransactionManager transactions,
      DataSource database)
      throws SQLException {
    this.jdbc = jdbc;
    this.notes = connectionsForNotes(database.unwrap(HikariDataSource.class));
    this.commands =
        ((ProcessEngineImpl) engine).getProcessEngineConfiguration().getCommandExecutorTxRequired();
    this.transaction = new TransactionTemplate(transactions);
  }

  /** A note must outlive the process, not the machine: it needs no flush of the disk. */
  private static HikariDataSource connectionsForNotes(HikariDataSource database) {
    HikariConfig config = new HikariConfig();
    database.copyStateTo(config);
    config.setPoolName("notes");
    config.setMaximumPoolSize(2);
    config.setMinimumIdle(2);
    config.setConnectionInitSql("SET synchronous_commit = off");
    return new HikariDataSource(config);
  }

  /** This life of this process. */
  String boot() {
    return boot;
  }

  /** This job is about to run alone. */
  void running(String job) {
    note(List.of(job));
  }

  /**
   * These are about to move together. Jobs are named, and contacts: whose token killed the process
   * in company stops before its next step from then on, which is then a job that can be named.
   */
  void moving(Collection<ContactId> contacts, List<? extends Move> moves) {
    List<String> suspects = new ArrayList<>();
    contacts.forEach(contact -> suspects.add(CONTACT + contact));
    for (Move move : moves) {
      if (move instanceof Move.Job job) {
        suspects.add(job.id());
      }
    }
    note(suspects);
  }

  /** Those of the walks whose contacts are under no suspicion. */
  Set<String> unsuspected(Map<String, ContactId> walks) {
    List<String> suspects =
        jdbc.sql("SELECT job_id FROM job_crash WHERE job_id = ANY (:contacts)")
            .param(
                "contacts",
                walks.values().stream().map(contact -> CONTACT + contact).toArray(String[]::new))
            .query(String.class)
            .list();
    Set<String> unsuspected = new HashSet<>(walks.keySet());
    if (!suspects.isEmpty()) {
      walks.forEach(
          (walk, contact) -> {
            if (suspects.contains(CONTACT + contact)) {
              unsuspected.remove(walk);
            }
          });
    }
    return unsuspected;
  }

  /**
   * Written in the place of what this thread moved before, beyond its transaction. Whoever waits
   * for a connection here holds one of the others, so these are apart: else as many threads as
   * there are connections could wait for one more, all for each other.
   */
  private void note(List<String> suspects) {
    try (Connection connection = notes.getConnection();
        PreparedStatement note =
            connection.prepareStatement(
                """
                INSERT INTO job_running (boot, thread, jobs) VALUES (?, ?, ?)
                    ON CONFLICT (boot, thread) DO UPDATE SET jobs = EXCLUDED.jobs
                """)) {
      note.setString(1, boot);
      note.setLong(2, Thread.currentThread().getId());
      note.setArray(3, connection.createArrayOf("text", suspects.toArray()));
      note.executeUpdate();
    } catch (SQLException e) {
      throw new DataAccessResourceFailureException("could not note what is about to move", e);
    }
  }

  /** The process outlived this job: no more suspicion. */
  void survived(String job) {
    jdbc.sql("DELETE FROM job_crash WHERE job_id = :job").param("job", job).update();
  }

  @Override
  public String name() {
    return "crashes";
  }

  /** Says that this node lives, and looks after those that say nothing any more. */
  @Override
  public int runOnce() {
    if (System.nanoTime() - nextBeat < 0) {
      return 0;
    }
    nextBeat = System.nanoTime() + BEAT.toNanos();
    beat();
    return bury();
  }

  private void beat() {
    jdbc.sql(
            """
            INSERT INTO node (boot, seen_at) VALUES (:boot, clock_timestamp())
                ON CONFLICT (boot) DO UPDATE SET seen_at = clock_timestamp()
            """)
        .param("boot", boot)
        .update();
  }

  /** Answers how many jobs came under suspicion. */
  int bury() {
    Integer suspects =
        transaction.execute(
            status -> {
              int dead =
                  jdbc.sql(
                          "DELETE FROM node WHERE seen_at < clock_timestamp() - :silence * interval '1 second'")
                      .param("silence", SILENCE.toSeconds())
                      .update();
              int found = suspect();
              if (dead > 0 || found > 0) {
                log.warn(
                    "{} nodes fell silent; {} jobs that they were running will run alone",
                    dead,
                    found);
              }
              return found;
            });
    List<String> poison =
        jdbc.sql(
                "SELECT job_id FROM job_crash WHERE crashes >= :most AND job_id NOT LIKE 'contact:%'")
            .param("most", MOST)
            .query(String.class)
            .list();
    poison.forEach(this::stop);
    return suspects == null ? 0 : suspects;
  }

  private int suspect() {
    jdbc.sql(
            """
            DELETE FROM job_crash c
             WHERE CASE WHEN c.job_id LIKE 'contact:%' THEN c.at < clock_timestamp() - :doubt * interval '1 second'
                        ELSE NOT EXISTS (SELECT FROM act_ru_job j WHERE j.id_ = c.job_id) END
            """)
        .param("doubt", DOUBT.toSeconds())
        .update();
    return jdbc.sql(
            """
            WITH lost AS (
              DELETE FROM job_running r
               WHERE r.boot <> :boot AND NOT EXISTS (SELECT FROM node n WHERE n.boot = r.boot)
              RETURNING jobs)
            INSERT INTO job_crash (job_id, crashes, at)
            SELECT suspect, 1, clock_timestamp()
              FROM lost
             CROSS JOIN unnest(lost.jobs) AS suspect
             WHERE suspect LIKE 'contact:%' OR EXISTS (SELECT FROM act_ru_job j WHERE j.id_ = suspect)
             -- once each, however many threads of the dead had them in hand
             GROUP BY suspect
                ON CONFLICT (job_id) DO UPDATE SET crashes = job_crash.crashes + 1, at = EXCLUDED.at
            """)
        .param("boot", boot)
        .update();
  }

  private void stop(String id) {
    transaction.executeWithoutResult(
        status -> {
          boolean stopped =
              commands.execute(
                  context -> {
                    JobEntity job = context.getJobManager().findJobById(id);
                    if (job != null) {
                      job.setExceptionMessage("crashed the process " + MOST + " times");
                      job.unlock();
                      job.setRetries(0);
                    }
                    return job != null;
                  });
          survived(id);
          if (stopped) {
            log.error("Job {} crashed the process {} times; it is an incident now", id, MOST);
          }
        });
  }

  /** Before the pumps: what killed the last process must not come again in company. */
  @Override
  public void start() {
    beat();
    bury();
    up = true;
  }

  /** A node that stops in good order leaves no suspicion. */
  @Override
  public void stop() {
    up = false;
    jdbc.sql("DELETE FROM job_running WHERE boot = :boot").param("boot", boot).update();
    jdbc.sql("DELETE FROM node WHERE boot = :boot").param("boot", boot).update();
  }

  @Override
  public void destroy() {
    notes.close();
  }

  @Override
  public boolean isRunning() {
    return up;
  }

  /** Stops after the pumps and the web server, both of which move tokens. */
  @Override
  public int getPhase() {
    return WebServerGracefulShutdownLifecycle.SMART_LIFECYCLE_PHASE - 1;
  }
}
