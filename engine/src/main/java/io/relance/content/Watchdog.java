package io.relance.content;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs templates on a few threads and stops those that take too long; a template that did so twice
 * is not run again. What counts is the time that the template kept a processor busy: a machine that
 * stalls is not the template's fault.
 */
final class Watchdog {

  private static final long LIMIT_MILLIS = 500;
  private static final long PATIENCE_MILLIS = 20_000;
  private static final ThreadLocal<Boolean> INSIDE = ThreadLocal.withInitial(() -> false);
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final AtomicInteger number = new AtomicInteger();
  private final AtomicInteger running = new AtomicInteger();
  private final ExecutorService pool = Executors.newFixedThreadPool(2, this::thread);

  private final Map<String, Integer> overruns = new Recent<>(1_000);

  private Thread thread(Runnable work) {
    Thread thread = new Thread(work, "liquid-" + number.incrementAndGet());
    thread.setDaemon(true);
    return thread;
  }

  <T> T run(String template, Callable<T> work) {
    synchronized (overruns) {
      if (overruns.getOrDefault(template, 0) >= 2) {
        throw new Unrenderable("the template took too long twice; it is not tried again");
      }
    }
    if (INSIDE.get()) {
      return inline(work);
    }
    Busy busy = new Busy();
    Future<T> future =
        pool.submit(
            () -> {
              running.incrementAndGet();
              busy.begin();
              INSIDE.set(true);
              try {
                return work.call();
              } finally {
                INSIDE.set(false);
                running.decrementAndGet();
              }
            });
    return await(template, future, busy);
  }

  /** Part of a work that is watched already. */
  private static <T> T inline(Callable<T> work) {
    try {
      return work.call();
    } catch (Unrenderable e) {
      throw e;
    } catch (Exception e) {
      throw new Unrenderable(String.valueOf(e.getMessage()));
    }
  }

  private <T> T await(String template, Future<T> future, Busy busy) {
    try {
      for (long waited = 0; waited < PATIENCE_MILLIS; ) {
        long wait = Math.max(20, LIMIT_MILLIS - busy.millis());
        try {
          return future.get(wait, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
          waited += wait;
          if (busy.millis() >= LIMIT_MILLIS - 20) {
            synchronized (overruns) {
              overruns.merge(template, 1, Integer::sum);
            }
            break;
          }
        }
      }
      throw new Unrenderable("the template takes too long");
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw cause instanceof Unrenderable known
          ? known
          : new Unrenderable(String.valueOf(cause.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unrenderable("the application is stopping");
    } finally {
      future.cancel(true);
    }
  }

  /** How many templates are being rendered at this moment. */
  int running() {
    return running.get();
  }

  void stop() {
    pool.shutdownNow();
  }

  /** How long the thread that took the work has been computing since. */
  private static final class Busy {
    private volatile long thread = -1;
    private volatile long start;

    void begin() {
      start = THREADS.getCurrentThreadCpuTime();
      thread = Thread.currentThread().getId();
    }

    long millis() {
      if (thread < 0) {
        return 0;
      }
      long now = THREADS.getThreadCpuTime(thread);
      return now < 0 ? Long.MAX_VALUE / 2 : TimeUnit.NANOSECONDS.toMillis(now - start);
    }
  }
}
