package io.relance.runtime;

import org.camunda.bpm.engine.impl.history.HistoryLevel;
import org.camunda.bpm.engine.impl.history.event.HistoryEventType;
import org.camunda.bpm.engine.impl.history.event.HistoryEventTypes;
import org.jspecify.annotations.Nullable;

/**
 * A history level that produces one thing only: that a step was left. Everything else is never
 * built.
 */
final class TrailLevel implements HistoryLevel {

  @Override
  public int getId() {
    return 70;
  }

  @Override
  public String getName() {
    return "trail";
  }

  @Override
  public boolean isHistoryEventProduced(HistoryEventType type, @Nullable Object entity) {
    return type == HistoryEventTypes.ACTIVITY_INSTANCE_END;
  }
}
