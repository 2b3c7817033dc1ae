package io.relance.score;

import io.relance.core.Audited;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionalEventListener;

/**
 * The version in force, parsed and kept: every event asks for it. Another node's publishing is
 * noticed within two seconds.
 */
@Component
public class Published {

  private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final JdbcClient jdbc;
  private volatile @Nullable Known known;

  Published(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** A version with its parsed table; version 0 is none. */
  record InForce(int version, ReadyTable table) {}

  private record Known(InForce inForce, long readAt) {}

  private record Stored(int version, String dmn) {}

  /** Reads it anew when it is asked for next; for whoever changed the tables past us. */
  public void forget() {
    known = null;
  }

  @TransactionalEventListener(fallbackExecution = true)
  void heard(Audited deed) {
    if (deed.action().startsWith("score.")) {
      forget();
    }
  }

  InForce now() {
    Known last = known;
    if (last == null || System.nanoTime() - last.readAt() > FRESH_NANOS) {
      last = new Known(read(last), System.nanoTime());
      known = last;
    }
    return last.inForce();
  }

  private InForce read(@Nullable Known last) {
    int version =
        jdbc.sql("SELECT version FROM score_table WHERE version IS NOT NULL")
            .query(Integer.class)
            .optional()
            .orElse(0);
    if (last != null && last.inForce().version() == version) {
      return last.inForce();
    }
    Optional<Stored> stored =
        jdbc.sql("SELECT version, dmn FROM score_version WHERE version = :version")
            .param("version", version)
            .query(Stored.class)
            .optional();
    return stored
        .map(one -> new InForce(one.version(), new ReadyTable(Drafts.table(one.dmn()))))
        .orElseGet(() -> new InForce(0, new ReadyTable(ScoreTable.EMPTY)));
  }
}
