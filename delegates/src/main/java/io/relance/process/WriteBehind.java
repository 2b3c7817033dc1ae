package io.relance.process;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Rows that belong into the running transaction, kept back and written together right before it
 * commits, so that a hundred tokens that move together cost one statement and not a hundred. They
 * are gone with a rollback. Whoever must read them earlier calls {@link #flush}.
 */
public final class WriteBehind<T> {

  private final Consumer<List<T>> writer;

  /**
   * @param writer writes the rows of one transaction, in the order in which they were added; must
   *     not add to any other {@code WriteBehind}, whose turn may have been already
   */
  public WriteBehind(Consumer<List<T>> writer) {
    this.writer = writer;
  }

  /** Keeps the row until the transaction commits; writes it at once where there is none. */
  public void add(T row) {
    if (!TransactionSynchronizationManager.isSynchronizationActive()) {
      writer.accept(List.of(row));
      return;
    }
    List<T> rows = kept();
    if (rows == null) {
      rows = new ArrayList<>();
      TransactionSynchronizationManager.bindResource(this, rows);
      TransactionSynchronizationManager.registerSynchronization(new Turn());
    }
    rows.add(row);
  }

  /** What this transaction has kept back so far. */
  public List<T> pending() {
    List<T> rows = kept();
    return rows == null ? List.of() : List.copyOf(rows);
  }

  /** Writes now what this transaction has kept back, for somebody who is about to read it. */
  public void flush() {
    List<T> rows = kept();
    if (rows != null && !rows.isEmpty()) {
      List<T> writing = List.copyOf(rows);
      rows.clear();
      writer.accept(writing);
    }
  }

  @SuppressWarnings("unchecked")
  private @Nullable List<T> kept() {
    return (List<T>) TransactionSynchronizationManager.getResource(this);
  }

  private final class Turn implements TransactionSynchronization, Ordered {

    private @Nullable Object suspended;

    @Override
    public int getOrder() {
      return Ordered.HIGHEST_PRECEDENCE;
    }

    @Override
    public void suspend() {
      suspended = TransactionSynchronizationManager.unbindResourceIfPossible(WriteBehind.this);
    }

    @Override
    public void resume() {
      if (suspended != null) {
        TransactionSynchronizationManager.bindResource(WriteBehind.this, suspended);
      }
    }

    @Override
    public void beforeCommit(boolean readOnly) {
      // A synchronization has a flush of its own, which does nothing.
      WriteBehind.this.flush();
    }

    @Override
    public void afterCompletion(int status) {
      TransactionSynchronizationManager.unbindResourceIfPossible(WriteBehind.this);
    }
  }
}
