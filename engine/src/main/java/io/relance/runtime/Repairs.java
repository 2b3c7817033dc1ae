package io.relance.runtime;

import java.util.List;
import org.camunda.bpm.engine.ManagementService;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Has the engine try again what failed for good. */
@Component
public class Repairs {

  private final ManagementService management;

  Repairs(ManagementService management) {
    this.management = management;
  }

  /** Gives these jobs one more try; answers how many there were. */
  @Transactional
  public int retry(List<String> jobs) {
    if (!jobs.isEmpty()) {
      management.setJobRetries(jobs, 1);
    }
    return jobs.size();
  }
}
