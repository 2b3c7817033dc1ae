package io.relance.runtime;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.ProcessEngineImpl;
import org.camunda.bpm.engine.impl.interceptor.CommandExecutor;
import org.camunda.bpm.engine.impl.persistence.entity.JobEntity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Stops jobs that kill the process. Each node writes down, beyond the transaction that may die with
 * it, which jobs it is about to run; when a node falls silent, its jobs are under suspicion and run
 * alone from then on. The third death with a job in hand is its last: it becomes an incident.
 */
@Component
class Crashes implements Pump, SmartLifecycle {

  static final int MOST = 3;

  private static final Logger log = LoggerFactory.getLogger(Crashes.class);
  private static final Duration SILENCE = Duration.ofSeconds(30);
  private static final Duration BEAT = Duration.ofSeconds(5);

  private final JdbcClient jdbc;
  private final CommandExecutor commands;
  private final TransactionTemplate transaction;
  private final TransactionTemplate beyond;
  private final String boot = ProcessHandle.current().pid() + "-" + UUID.randomUUID();
  private volatile long nextBeat = System.nanoTime();
  private volatile boolean up;

  Crashes(JdbcClient jdbc, ProcessEngine engine, PlatformTransactionManager transactions) {
    this.jdbc = jdbc;
    this.commands =
        ((ProcessEngineImpl) engine).getProcessEngineConfiguration().getCommandExecutorTxRequired();
    this.transaction = new TransactionTemplate(transactions);
    this.beyond = new TransactionTemplate(transactions);
    this.beyond.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
  }

  /** This life of this process. */
  String boot() {
    return boot;
  }

  /**
   * Writes down what this thread is about to run, in the place of what it ran before. Needs no
   * flush of the disk: it must outlive the process, not the machine.
   */
  void running(List<String> jobs) {
    if (jobs.isEmpty()) {
      return;
    }
    beyond.executeWithoutResult(
        status -> {
          jdbc.sql("SET LOCAL synchronous_commit = off").update();
          jdbc.sql(
                  """
                  INSERT INTO job_running (boot, thread, jobs) VALUES (:boot, :thread, :jobs)
                      ON CONFLICT (boot, thread) DO UPDATE SET jobs = EXCLUDED.jobs
                  """)
              .param("boot", boot)
              .param("thread", Thread.currentThread().getId())
              .param("jobs", jobs.toArray(String[]::new))
              .update();
        });
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
        jdbc.sql("SELECT job_id FROM job_crash WHERE crashes >= :most")
            .param("most", MOST)
            .query(String.class)
            .list();
    poison.forEach(this::stop);
    return suspects == null ? 0 : suspects;
  }

  private int suspect() {
    jdbc.sql(
            "DELETE FROM job_crash c WHERE NOT EXISTS (SELECT FROM act_ru_job j WHERE j.id_ = c.job_id)")
        .update();
    return jdbc.sql(
            """
            WITH lost AS (
              DELETE FROM job_running r
               WHERE r.boot <> :boot AND NOT EXISTS (SELECT FROM node n WHERE n.boot = r.boot)
              RETURNING jobs)
            INSERT INTO job_crash (job_id, crashes)
            SELECT DISTINCT j.id_, 1
              FROM lost
             CROSS JOIN unnest(lost.jobs) AS job
              JOIN act_ru_job j ON j.id_ = job
                ON CONFLICT (job_id) DO UPDATE SET crashes = job_crash.crashes + 1
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

  @Override
  public void start() {
    beat();
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
  public boolean isRunning() {
    return up;
  }

  /** Stops after the pumps, which run the jobs. */
  @Override
  public int getPhase() {
    return DEFAULT_PHASE - 1;
  }
}
