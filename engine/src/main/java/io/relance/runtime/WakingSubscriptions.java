package io.relance.runtime;

import org.camunda.bpm.engine.impl.event.EventType;
import org.camunda.bpm.engine.impl.interceptor.Session;
import org.camunda.bpm.engine.impl.interceptor.SessionFactory;
import org.camunda.bpm.engine.impl.persistence.entity.EventSubscriptionEntity;
import org.camunda.bpm.engine.impl.persistence.entity.EventSubscriptionManager;

/** Notes that a token began to wait for a message, whatever the shape of the wait. */
final class WakingSubscriptions extends EventSubscriptionManager {

  private final Wakes wakes;

  private WakingSubscriptions(Wakes wakes) {
    this.wakes = wakes;
  }

  @Override
  public void insert(EventSubscriptionEntity subscription) {
    super.insert(subscription);
    if (isMessage(subscription) && subscription.getProcessInstanceId() != null) {
      wakes.waits(subscription.getProcessInstanceId(), subscription.getEventName());
    }
  }

  /**
   * The engine looks here for jobs that carry the message to its token later. Our messages are
   * delivered at once, so there is nothing to look for.
   */
  @Override
  public void deleteEventSubscription(EventSubscriptionEntity subscription) {
    if (isMessage(subscription)) {
      getDbEntityManager().delete(subscription);
    } else {
      super.deleteEventSubscription(subscription);
    }
  }

  private static boolean isMessage(EventSubscriptionEntity subscription) {
    return EventType.MESSAGE.name().equals(subscription.getEventType());
  }

  /** Puts these in the place of the engine's own. */
  record Factory(Wakes wakes) implements SessionFactory {

    @Override
    public Class<?> getSessionType() {
      return EventSubscriptionManager.class;
    }

    @Override
    public Session openSession() {
      return new WakingSubscriptions(wakes);
    }
  }
}
