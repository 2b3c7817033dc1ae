package io.relance.runtime;

import io.relance.core.Channel;
import io.relance.messaging.Dispatcher;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Keeps every pump running in the background of this node, one thread each (mail gets one per
 * connection). Stops before the pools that the pumps use. The time machine halts them all and runs
 * them by hand.
 */
@Component
class Pumps implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(Pumps.class);
  private static final long IDLE_MILLIS = 500;

  /**
   * A pump that found nothing does not look again before so long, whatever is committed meanwhile:
   * most of it is for others, and what is for this one makes a larger set.
   */
  private static final long SHORTEST_REST_MILLIS = 5;

  private static final long LONGEST_REST_MILLIS = 40;

  private static final int BATCH = 25;

  private final List<Pump> pumps;
  private final List<Pump> threads = new ArrayList<>();
  private final Dispatcher dispatcher;
  private final Nudge nudge;
  private final boolean background;
  private final ReentrantReadWriteLock halt = new ReentrantReadWriteLock(true);
  private final List<Thread> running = new ArrayList<>();
  private volatile boolean stopping;

  Pumps(
      List<Pump> pumps,
      Dispatcher dispatcher,
      Nudge nudge,
      @Value("${relance.background:true}") boolean background) {
    this.pumps = new ArrayList<>(pumps);
    this.dispatcher = dispatcher;
    this.nudge = nudge;
    this.background = background;
    for (Pump pump : pumps) {
      threads.addAll(Collections.nCopies(pump.threads(), pump));
    }
    for (Channel channel : dispatcher.channels()) {
      Pump sending = new Sending(dispatcher, channel);
      this.pumps.add(sending);
      for (int i = 0; i < (channel == Channel.EMAIL ? dispatcher.connections() : 1); i++) {
        threads.add(sending);
      }
    }
    Pump reaping = new Reaping(dispatcher);
    this.pumps.add(reaping);
    threads.add(reaping);
  }

  /** Runs every pump until none has anything to do. */
  int drain() {
    int total = 0;
    int done;
    do {
      done = 0;
      for (Pump pump : pumps) {
        done += pump.runOnce();
      }
      total += done;
    } while (done > 0);
    return total;
  }

  /**
   * Waits for the pieces at work and lets none begin until {@link #resume}, which the same thread
   * must call.
   */
  void halt() {
    halt.writeLock().lock();
  }

  void resume() {
    halt.writeLock().unlock();
    nudge.now();
  }

  @Override
  public void start() {
    stopping = false;
    if (background) {
      for (Pump pump : threads) {
        Thread thread = new Thread(() -> loop(pump), "pump-" + pump.name());
        thread.setDaemon(true);
        running.add(thread);
        thread.start();
      }
    }
  }

  private void loop(Pump pump) {
    long rest = SHORTEST_REST_MILLIS;
    while (!stopping) {
      try {
        long seen = nudge.count();
        int done = runOnce(pump);
        if (done == 0) {
          Thread.sleep(rest);
          rest = Math.min(2 * rest, LONGEST_REST_MILLIS);
          nudge.await(seen, IDLE_MILLIS);
        } else if (done < pump.worthwhile()) {
          Thread.sleep(LONGEST_REST_MILLIS);
        } else {
          rest = SHORTEST_REST_MILLIS;
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private int runOnce(Pump pump) {
    halt.readLock().lock();
    try {
      int done = pump.runOnce();
      if (done > 0) {
        nudge.now();
      }
      return done;
    } catch (RuntimeException e) {
      log.error(
          "Pump {} failed and tries again; what it was doing was rolled back", pump.name(), e);
      return 0;
    } finally {
      halt.readLock().unlock();
    }
  }

  @Override
  public void stop() {
    stopping = true;
    nudge.now();
    for (Thread thread : running) {
      try {
        thread.join(30_000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    running.clear();
    dispatcher.giveBack();
  }

  @Override
  public boolean isRunning() {
    return !running.isEmpty() || (!background && !stopping);
  }

  private record Sending(Dispatcher dispatcher, Channel channel) implements Pump {
    @Override
    public String name() {
      return "send-" + channel.word();
    }

    @Override
    public int runOnce() {
      return dispatcher.dispatch(channel, BATCH);
    }
  }

  private record Reaping(Dispatcher dispatcher) implements Pump {
    @Override
    public String name() {
      return "reap";
    }

    @Override
    public int runOnce() {
      return dispatcher.reap();
    }
  }
}
