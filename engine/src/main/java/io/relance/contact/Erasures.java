package io.relance.contact;

import io.relance.runtime.Pump;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.event.TransactionalEventListener;
import org.springframework.transaction.support.TransactionTemplate;

/** Erases the contacts that steps of a journey asked to erase, after the steps' transactions. */
@Component
class Erasures implements Pump {

  private static final Logger log = LoggerFactory.getLogger(Erasures.class);

  private final Erasure erasure;
  private final TransactionTemplate alone;

  Erasures(Erasure erasure, PlatformTransactionManager transactions) {
    this.erasure = erasure;
    this.alone = new TransactionTemplate(transactions);
    this.alone.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
  }

  @Override
  public String name() {
    return "erasures";
  }

  /** Erases one contact; also what a node left behind that was killed after its commit. */
  @Override
  public int runOnce() {
    return Boolean.TRUE.equals(alone.execute(status -> erasure.eraseNext())) ? 1 : 0;
  }

  @TransactionalEventListener
  void whenAsked(ContactSteps.ErasureAsked asked) {
    try {
      runOnce();
    } catch (RuntimeException e) {
      // The step itself is committed; this is tried again by the pump.
      log.warn("An erasure that a step asked for is put off: {}", e.toString());
    }
  }
}
