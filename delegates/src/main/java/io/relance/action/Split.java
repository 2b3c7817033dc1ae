package io.relance.action;

import io.relance.process.Step;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** The step "Split": the same contact always gets the same path of the same step. */
@Component
class Split implements JavaDelegate {

  @Override
  public void execute(DelegateExecution execution) {
    Step step = Step.of(execution);
    Step.report(
        execution,
        path(
            step.input("paths"),
            step.businessKey().journey() + step.id() + step.businessKey().contact()));
  }

  /** Chooses by hash among weights written as {@code A=50, B=30, C=20}. */
  static String path(String weights, String seed) {
    String[] paths = weights.split(",");
    int total = 0;
    for (String path : paths) {
      total += weight(path);
    }
    CRC32 hash = new CRC32();
    hash.update(seed.getBytes(StandardCharsets.UTF_8));
    long point = hash.getValue() % Math.max(1, total);
    for (String path : paths) {
      point -= weight(path);
      if (point < 0) {
        return name(path);
      }
    }
    return name(paths[paths.length - 1]);
  }

  private static int weight(String path) {
    return Integer.parseInt(path.substring(path.indexOf('=') + 1).strip());
  }

  private static String name(String path) {
    return path.substring(0, path.indexOf('=')).strip();
  }
}
