package io.relance.runtime;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.camunda.bpm.engine.impl.cfg.IdGenerator;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Ids of the engine's rows: ten letters and digits that grow with time, so that tables and indexes
 * are small and new rows go to their right edge. Blocks come from a sequence of the database, which
 * makes them unique whatever nodes there are; what a node leaves of its block is never used.
 */
@Component
class ShortIds implements IdGenerator {

  private static final int BLOCK = 10_000;
  private static final int LENGTH = 10;

  private final JdbcClient jdbc;
  private final ThreadLocal<@Nullable Deque<String>> announced = new ThreadLocal<>();
  private long next;
  private long end;

  ShortIds(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public String getNextId() {
    Deque<String> waiting = announced.get();
    return waiting == null || waiting.isEmpty() ? fresh() : waiting.remove();
  }

  /** Ids that nothing has yet, growing. */
  List<String> take(int count) {
    return Stream.generate(this::fresh).limit(count).toList();
  }

  /** Does the work; the first thing that it creates gets this id, the others get fresh ones. */
  void giving(String id, Runnable work) {
    announced.set(new ArrayDeque<>(List.of(id)));
    try {
      work.run();
    } finally {
      announced.remove();
    }
  }

  private synchronized String fresh() {
    if (next == end) {
      long block = jdbc.sql("SELECT nextval('engine_id_block')").query(Long.class).single();
      next = block * BLOCK;
      end = next + BLOCK;
    }
    String digits = Long.toString(next++, 36);
    return "0".repeat(Math.max(0, LENGTH - digits.length())) + digits;
  }
}
