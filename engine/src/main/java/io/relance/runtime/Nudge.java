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
      work.signalAll();
    } finally {
      lock.unlock();
    }
  }

  void await(long millis) throws InterruptedException {
    lock.lock();
    try {
      boolean nudged = work.await(millis, TimeUnit.MILLISECONDS);
      assert nudged || millis > 0;
    } finally {
      lock.unlock();
    }
  }
}
