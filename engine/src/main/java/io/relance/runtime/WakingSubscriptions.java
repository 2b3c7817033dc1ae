package io.relance.runtime;

import org.camunda.bpm.engine.impl.event.EventType;
import org.camunda.bpm.engine.impl.interceptor.Session;
import org.camunda.bpm.engine.impl.interceptor.SessionFactory;
import org.camunda.bpm.engine.impl.persistence.entity.EventSubscriptionEntity;
import org.camunda.bpm.engine.impl.persistence.entity.EventSubscriptionManager;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Notes, in the same transaction, that a token began to wait for a message, whatever the shape of
 * the wait. The router then looks for an event that came before its token did.
 */
final class WakingSubscriptions extends EventSubscriptionManager {

  private final JdbcClient jdbc;
  private final Nudge nudge;

  private WakingSubscriptions(JdbcClient jdbc, Nudge nudge) {
    this.jdbc = jdbc;
    this.nudge = nudge;
  }

  @Override
  public void insert(EventSubscriptionEntity subscription) {
    super.insert(subscription);
    if (EventType.MESSAGE.name().equals(subscription.getEventType())
        && subscription.getProcessInstanceId() != null) {
      jdbc.sql("INSERT INTO wake (process_instance_id, name) VALUES (:instance, :name)")
          .param("instance", subscription.getProcessInstanceId())
          .param("name", subscription.getEventName())
          .update();
      nudge.afterCommit();
    }
  }

  /** Puts these in the place of the engine's own. */
  record Factory(JdbcClient jdbc, Nudge nudge) implements SessionFactory {

    @Override
    public Class<?> getSessionType() {
      return EventSubscriptionManager.class;
    }

    @Override
    public Session openSession() {
      return new WakingSubscriptions(jdbc, nudge);
    }
  }
}
