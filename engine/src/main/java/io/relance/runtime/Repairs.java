package io.relance.runtime;

import java.time.Clock;
import java.util.Date;
import java.util.List;
import org.camunda.bpm.engine.ManagementService;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Has the engine try again what failed for good. */
@Component
public class Repairs {

  private final ManagementService management;
  private final Nudge nudge;
  private final Clock clock;

  Repairs(ManagementService management, Nudge nudge, Clock clock) {
    this.management = management;
    this.nudge = nudge;
    this.clock = clock;
  }

  /**
   * Gives these jobs one more try, now: the last failure has put them off by the longest wait of
   * their retry cycle. Answers how many there were.
   */
  @Transactional
  public int retry(List<String> jobs) {
    if (!jobs.isEmpty()) {
      management.setJobRetries(1).jobIds(jobs).dueDate(Date.from(clock.instant())).execute();
      nudge.afterCommit();
    }
    return jobs.size();
  }
}
