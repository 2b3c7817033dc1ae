package io.relance.runtime;

import io.relance.core.ContactId;
import io.relance.runtime.JobClaims.Due;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.ProcessEngineImpl;
import org.camunda.bpm.engine.impl.cmd.ExecuteJobsCmd;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.interceptor.CommandExecutor;
import org.camunda.bpm.engine.impl.jobexecutor.ExecuteJobHelper;
import org.camunda.bpm.engine.impl.jobexecutor.JobExecutorContext;
import org.camunda.bpm.engine.impl.jobexecutor.JobFailureCollector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Runs the engine's due jobs in the place of its job executor: hundreds in one transaction and,
 * when that fails, one by one as the engine does it, with its retries and incidents. Jobs that were
 * running when a process died come alone (see {@link Crashes}).
 */
@Component
@Order(0)
class DueJobs implements Pump {

  private static final Logger log = LoggerFactory.getLogger(DueJobs.class);

  private final JobClaims claims;
  private final Crashes crashes;
  private final Moves moves;
  private final Holds holds;
  private final TransactionTemplate transaction;
  private final CommandExecutor commands;
  private final RuntimeSettings settings;

  /**
   * Held by whoever runs a job under suspicion. If two ran at a time, the deadly one would take the
   * other down with it again and again, and both would be stopped.
   */
  private final Lock suspicion = new ReentrantLock();

  DueJobs(
      JobClaims claims,
      Crashes crashes,
      Moves moves,
      Holds holds,
      TransactionTemplate transaction,
      ProcessEngine engine,
      RuntimeSettings settings) {
    this.claims = claims;
    this.crashes = crashes;
    this.moves = moves;
    this.holds = holds;
    this.transaction = transaction;
    this.commands =
        ((ProcessEngineImpl) engine).getProcessEngineConfiguration().getCommandExecutorTxRequired();
    this.settings = settings;
  }

  @Override
  public int worthwhile() {
    return Moves.BATCH / 2;
  }

  @Override
  public String name() {
    return "jobs";
  }

  @Override
  public int threads() {
    return settings.jobThreads();
  }

  @Override
  public int runOnce() {
    List<Due> claimed = new ArrayList<>();
    List<Due> alone = new ArrayList<>();
    try {
      transaction.executeWithoutResult(
          status -> {
            claimed.addAll(claims.next(crashes.boot()));
            alone.addAll(moves.inSets() ? together(claimed) : claimed);
          });
    } catch (RuntimeException e) {
      if (claimed.isEmpty()) {
        throw e;
      }
      log.info("{} jobs failed together and are run one by one: {}", claimed.size(), e.toString());
      alone.addAll(claimed);
    }
    alone.forEach(this::alone);
    // Whatever else is due, or those under suspicion would wait until nothing is.
    return claimed.size() + suspect();
  }

  /** Answers those that only the engine's own way can run. */
  private List<Due> together(List<Due> claimed) {
    Map<String, ContactId> walks = new HashMap<>();
    Map<String, Due> byId = new HashMap<>();
    List<Move.Job> jobs = new ArrayList<>();
    List<Due> left = new ArrayList<>();
    for (Due due : claimed) {
      if (due.contact() == null || due.processInstanceId() == null) {
        left.add(due);
      } else {
        walks.put(due.processInstanceId(), due.contact());
        byId.put(due.id(), due);
        jobs.add(new Move.Job(due.id(), due.processInstanceId()));
      }
    }
    for (Move.Job job : moves.make(walks, jobs)) {
      Due due = byId.get(job.id());
      if (due != null) {
        left.add(due);
      }
    }
    return left;
  }

  private int suspect() {
    if (!suspicion.tryLock()) {
      return 0;
    }
    try {
      Optional<Due> suspect = claims.nextSuspect();
      suspect.filter(this::alone).ifPresent(due -> crashes.survived(due.id()));
      return suspect.isPresent() ? 1 : 0;
    } finally {
      suspicion.unlock();
    }
  }

  /** Answers whether it was there to be run. */
  private boolean alone(Due due) {
    crashes.running(due.id());
    if (!Boolean.TRUE.equals(
        transaction.execute(status -> claims.lock(due.id(), crashes.boot())))) {
      return false;
    }
    JobFailureCollector failure = new JobFailureCollector(due.id());
    ExecuteJobsCmd stock = new ExecuteJobsCmd(due.id(), failure);
    Context.setJobExecutorContext(new JobExecutorContext());
    try {
      ExecuteJobHelper.executeJob(
          due.id(),
          commands,
          failure,
          context -> {
            if (due.contact() != null) {
              holds.hold(List.of(due.contact()));
            }
            return stock.execute(context);
          });
    } catch (RuntimeException e) {
      // The engine has noted the failure, and when to try again.
      log.warn("Job {} failed: {}", due.id(), e.toString());
    } finally {
      Context.removeJobExecutorContext();
    }
    return true;
  }
}
