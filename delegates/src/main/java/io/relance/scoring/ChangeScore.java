package io.relance.scoring;

import io.relance.process.Step;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** The step "Change the score". */
@Component
class ChangeScore implements JavaDelegate {

  private final Scores scores;

  ChangeScore(Scores scores) {
    this.scores = scores;
  }

  @Override
  public void execute(DelegateExecution execution) {
    Step step = Step.of(execution);
    scores.add(step, Integer.parseInt(step.input("points")));
  }
}
