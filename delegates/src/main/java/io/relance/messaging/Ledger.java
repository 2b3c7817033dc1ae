package io.relance.messaging;

import io.relance.messaging.Messages.Mark;
import io.relance.messaging.Messages.Postponed;
import io.relance.messaging.Messages.Settled;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Where the connections of this node write down what they do with the messages in their hands. Who
 * gets a pen writes for all who wait, in one transaction; nobody goes on before his own line is
 * committed. So the rate may grow with the number of connections while the commits do not, and what
 * a kill leaves in doubt is at most one message a connection.
 */
@Component
class Ledger {

  /** While one waits for the disk, the other collects: PostgreSQL flushes both together. */
  static final int PENS = 2;

  private final Messages messages;
  private final ApplicationEventPublisher events;
  private final TransactionTemplate transaction;
  private final String node;
  private final Queue<Line> waiting = new ConcurrentLinkedQueue<>();
  private final Semaphore pens = new Semaphore(PENS);

  Ledger(
      Messages messages,
      ApplicationEventPublisher events,
      TransactionTemplate transaction,
      NodeName node) {
    this.messages = messages;
    this.events = events;
    this.transaction = transaction;
    this.node = node.toString();
  }

  /** Marks the point of no return; answers whether this node still holds the message. */
  boolean mark(Message message) {
    return write(new Line(new Mark(message)));
  }

  /** Writes the final fate; answers whether this node still held the message. */
  boolean settle(Settled settled) {
    return write(new Line(settled));
  }

  /** Gives a message back to be tried later; answers whether this node still held it. */
  boolean postpone(Postponed postponed) {
    return write(new Line(postponed));
  }

  /** How many lines wait for a pen; for tests. */
  int queueing() {
    return waiting.size();
  }

  /** One entry on its way; what became of it is read after it was written. */
  private static final class Line {

    private final Messages.Entry entry;
    private final CountDownLatch written = new CountDownLatch(1);
    private boolean held;
    private @Nullable RuntimeException failure;

    Line(Messages.Entry entry) {
      this.entry = entry;
    }
  }

  private boolean write(Line line) {
    waiting.add(line);
    pens.acquireUninterruptibly();
    try {
      List<Line> group = new ArrayList<>();
      for (Line next = waiting.poll(); next != null; next = waiting.poll()) {
        group.add(next);
      }
      write(group);
    } finally {
      pens.release();
    }
    return outcome(line);
  }

  /** Our own line may be in the hands of the other pen. */
  private static boolean outcome(Line line) {
    boolean interrupted = false;
    while (true) {
      try {
        line.written.await();
        break;
      } catch (InterruptedException e) {
        // A message in hand is finished first: what was sent must be written down.
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (line.failure != null) {
      throw line.failure;
    }
    return line.held;
  }

  /** A line that cannot be written must not be the trouble of the others. */
  private void write(List<Line> group) {
    if (group.isEmpty()) {
      return;
    }
    try {
      commit(group);
      group.forEach(line -> line.written.countDown());
    } catch (RuntimeException | Error e) {
      if (group.size() > 1) {
        group.forEach(line -> write(List.of(line)));
      } else {
        group.get(0).failure =
            e instanceof RuntimeException known ? known : new IllegalStateException(e);
        group.get(0).written.countDown();
      }
    }
  }

  private void commit(List<Line> group) {
    transaction.executeWithoutResult(
        status -> {
          Set<UUID> marked = messages.mark(entries(group, Mark.class), node);
          Set<UUID> settled = messages.settle(entries(group, Settled.class), node);
          Set<UUID> postponed = messages.postpone(entries(group, Postponed.class), node);
          for (Line line : group) {
            UUID id = line.entry.message().id();
            if (line.entry instanceof Settled settling) {
              line.held = settled.contains(id);
              if (line.held && settling.refused() != null) {
                events.publishEvent(settling.refused());
              }
            } else {
              line.held = (line.entry instanceof Mark ? marked : postponed).contains(id);
            }
          }
        });
  }

  private static <T extends Messages.Entry> List<T> entries(List<Line> group, Class<T> kind) {
    return group.stream().map(line -> line.entry).filter(kind::isInstance).map(kind::cast).toList();
  }
}
