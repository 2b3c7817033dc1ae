package io.relance.runtime;

import java.util.HashSet;
import java.util.Set;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Process instances that may begin: those whose enrolment was written before, with the id that the
 * instance will have. Whatever begins another way, in the cockpit or over an API, is refused.
 */
@Component
class Starts {

  private final ThreadLocal<Set<String>> announced = ThreadLocal.withInitial(HashSet::new);

  /** This instance is about to begin in the running transaction. */
  void announce(String processInstanceId) {
    if (!TransactionSynchronizationManager.isActualTransactionActive()) {
      throw new IllegalStateException("a walk begins in the transaction that writes its enrolment");
    }
    announced.get().add(processInstanceId);
  }

  /** This instance begins. */
  void began(String processInstanceId) {
    if (!announced.get().remove(processInstanceId)) {
      throw new IllegalStateException(
          "a process instance may only begin with an enrolment; enrol the contact instead");
    }
  }
}
