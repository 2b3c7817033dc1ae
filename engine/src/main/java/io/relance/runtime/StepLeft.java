package io.relance.runtime;

import org.camunda.bpm.engine.impl.history.event.HistoryEvent;
import org.jspecify.annotations.Nullable;

/** That a token left a step, on its way from the engine to the trail. */
final class StepLeft extends HistoryEvent {

  private static final long serialVersionUID = 1;

  final String step;
  final @Nullable String outcome;
  final boolean cancelled;

  StepLeft(String step, @Nullable String outcome, boolean cancelled) {
    this.step = step;
    this.outcome = outcome;
    this.cancelled = cancelled;
  }
}
