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
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Where the connections of this node write down what they do with the messages in their hands. One
 * of them holds the pen and writes for all who came meanwhile, in one transaction; nobody goes on
 * before his own line is committed. So the rate may grow with the number of connections while the
 * commits do not, and what a kill leaves in doubt is at most one message a connection.
 */
@Component
class Ledger {

  private final Messages messages;
  private final ApplicationEventPublisher events;
  private final TransactionTemplate transaction;
  private final String node;
  private final Queue<Line> waiting = new ConcurrentLinkedQueue<>();
  private final ReentrantLock pen = new ReentrantLock();

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

  /** How many lines wait for somebody else's pen; for tests. */
  int queueing() {
    return waiting.size();
  }

  /** One entry on its way, read and written under the pen. */
  private static final class Line {

    private final Messages.Entry entry;
    private boolean written;
    private boolean held;
    private @Nullable RuntimeException failure;

    Line(Messages.Entry entry) {
      this.entry = entry;
    }
  }

  private boolean write(Line line) {
    waiting.add(line);
    pen.lock();
    try {
      if (!line.written) {
        List<Line> group = new ArrayList<>();
        for (Line next = waiting.poll(); next != null; next = waiting.poll()) {
          group.add(next);
        }
        write(group);
      }
    } finally {
      pen.unlock();
    }
    if (line.failure != null) {
      throw line.failure;
    }
    return line.held;
  }

  /** A line that cannot be written must not be the trouble of the others. */
  private void write(List<Line> group) {
    try {
      commit(group);
      group.forEach(line -> line.written = true);
    } catch (RuntimeException e) {
      if (group.size() == 1) {
        group.get(0).written = true;
        group.get(0).failure = e;
      } else {
        group.forEach(line -> write(List.of(line)));
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
