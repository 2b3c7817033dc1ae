package io.relance.runtime;

import io.relance.runtime.Wakes.Wait;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.camunda.bpm.engine.impl.interceptor.CommandContext;
import org.camunda.bpm.engine.impl.interceptor.Session;
import org.camunda.bpm.engine.impl.interceptor.SessionFactory;
import org.camunda.bpm.engine.impl.jobexecutor.AsyncContinuationJobHandler;
import org.camunda.bpm.engine.impl.persistence.entity.JobManager;
import org.camunda.bpm.engine.impl.persistence.entity.MessageEntity;

/**
 * Lets tokens that move together go on through the asynchronous border of the next step in the same
 * transaction: the job that the border makes is done before it was ever written, so the database
 * sees nothing of it. Tokens that move alone stop there as ever, so that a step that fails becomes
 * an incident of its own.
 */
final class StepsAtOnce extends JobManager {

  /** More borders in one go than any journey has between two waits are a mistake. */
  private static final int MOST = 1_000;

  private final Wakes wakes;
  private final Deque<MessageEntity> borders = new ArrayDeque<>();
  private final List<Wait> waits = new ArrayList<>();
  private final Set<String> stopped = new HashSet<>();
  private Set<String> walks = Set.of();

  private StepsAtOnce(Wakes wakes) {
    this.wakes = wakes;
  }

  @Override
  public void send(MessageEntity job) {
    super.send(job);
    if (AsyncContinuationJobHandler.TYPE.equals(job.getJobHandlerType())
        && walks.contains(job.getProcessInstanceId())) {
      borders.add(job);
    }
  }

  /**
   * This walk waits for this message from now on. Should the event be there already, the walk stops
   * at the next border, as one that moves alone does, so that the event finds it waiting.
   */
  void waits(Wait wait) {
    if (walks.contains(wait.processInstanceId())) {
      waits.add(wait);
    }
  }

  /** This walk stops at the next border. */
  static void stop(CommandContext context, String walk) {
    ((StepsAtOnce) context.getJobManager()).stopped.add(walk);
  }

  private boolean mayGoOn(String walk) {
    if (waits.stream().anyMatch(wait -> wait.processInstanceId().equals(walk))) {
      stopped.addAll(wakes.happened(waits));
      waits.clear();
    }
    return !stopped.contains(walk);
  }

  /** Does the work, and after it the steps that these walks have come to. */
  static void through(CommandContext context, Set<String> walks, Runnable work) {
    StepsAtOnce steps = (StepsAtOnce) context.getJobManager();
    Set<String> before = steps.walks;
    steps.walks = walks;
    try {
      work.run();
      steps.goOn(context);
    } finally {
      steps.walks = before;
    }
  }

  private void goOn(CommandContext context) {
    for (int done = 0; !borders.isEmpty(); done++) {
      if (done > MOST * Math.max(1, walks.size())) {
        throw new IllegalStateException("a journey goes round and round without a wait");
      }
      MessageEntity job = borders.remove();
      if (context.getDbEntityManager().isDeleted(job) || !mayGoOn(job.getProcessInstanceId())) {
        continue;
      }
      context.setCurrentJob(job);
      try {
        job.execute(context);
      } finally {
        context.setCurrentJob(null);
      }
    }
  }

  /** Puts these in the place of the engine's own. */
  record Factory(Wakes wakes) implements SessionFactory {

    @Override
    public Class<?> getSessionType() {
      return JobManager.class;
    }

    @Override
    public Session openSession() {
      return new StepsAtOnce(wakes);
    }
  }
}
