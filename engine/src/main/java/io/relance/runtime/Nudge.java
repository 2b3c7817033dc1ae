package io.relance.runtime;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Wakes idle pumps of this node as soon as new work is committed; other nodes find it at their next
 * look.
 */
@Component
public class Nudge {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition();
  private long nudges;

  /** Wakes the pumps once the running transaction is committed, or now when there is none. */
  public void afterCommit() {
    if (!TransactionSynchronizationManager.isSynchronizationActive()) {
      now();
      return;
    }
    TransactionSynchronizationManager.registerSynchronization(
        new TransactionSynchronization() {
          @Override
          public void afterCommit() {
            now();
          }
        });
  }

  void now() {
    lock.lock();
    try {
      nudges++;
      work.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** How often work was announced so far; taken before one looks for it. */
  long count() {
    lock.lock();
    try {
      return nudges;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until work is announced, at most so long; not at all when some was since the count was
   * {@code seen}, so that none is missed between looking and waiting.
   */
  void await(long seen, long millis) throws InterruptedException {
    lock.lock();
    try {
      long left = TimeUnit.MILLISECONDS.toNanos(millis);
      while (nudges == seen && left > 0) {
        left = work.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }
}
