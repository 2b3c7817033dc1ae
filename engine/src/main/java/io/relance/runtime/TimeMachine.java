package io.relance.runtime;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Moves the application's clock and lets everything that falls due happen, in order: it stands
 * still at each due moment until nothing is left to do there. For the demo and tests; exists only
 * where the clock can be moved.
 */
@Component
@ConditionalOnProperty(name = "relance.clock", havingValue = "movable")
public class TimeMachine {

  private final MovableClock clock;
  private final Pumps pumps;
  private final Trail trail;
  private final JdbcClient jdbc;

  TimeMachine(MovableClock clock, Pumps pumps, Trail trail, JdbcClient jdbc) {
    this.clock = clock;
    this.pumps = pumps;
    this.trail = trail;
    this.jdbc = jdbc;
    tellEngine();
  }

  /** Where time stands after a move, and how many pieces of work were done on the way. */
  public record Moved(Instant now, int done) {}

  /** Moves ahead by this much; zero lets happen what is due now. */
  public synchronized Moved advance(Duration by) {
    if (by.isNegative()) {
      throw new IllegalArgumentException("time only moves ahead");
    }
    return moveTo(clock.instant().plus(by));
  }

  /** Moves to the next moment at which something is due; stays when nothing is. */
  public synchronized Moved advanceToNext() {
    return moveTo(nextDue(Instant.MAX).orElseGet(clock::instant));
  }

  /**
   * Sets the clock this far ahead of the real time, without anything happening; for a start that
   * goes on an earlier run.
   */
  public void startAhead(Duration by) {
    clock.runAhead(by);
    tellEngine();
  }

  private Moved moveTo(Instant target) {
    boolean wasRunning = !clock.isStopped();
    pumps.halt();
    try {
      stopAt(clock.instant());
      int done = pumps.drain();
      for (Optional<Instant> due = nextDue(target); due.isPresent(); due = nextDue(target)) {
        stopAt(due.get());
        done += pumps.drain();
      }
      stopAt(target);
      return new Moved(target, done + pumps.drain());
    } finally {
      if (wasRunning) {
        clock.run();
        tellEngine();
      }
      pumps.resume();
    }
  }

  private void stopAt(Instant instant) {
    clock.stopAt(instant);
    tellEngine();
    trail.preparePartitions();
  }

  /** The engine has a clock of its own, which must show the same. */
  private void tellEngine() {
    ClockUtil.reset();
    if (clock.isStopped()) {
      ClockUtil.setCurrentTime(java.util.Date.from(clock.instant()));
    } else {
      ClockUtil.offset(clock.ahead().toMillis());
    }
  }

  private Optional<Instant> nextDue(Instant latest) {
    return jdbc.sql(
            """
            SELECT min(due) FROM (
              SELECT min(duedate_) AT TIME ZONE 'UTC' AS due FROM act_ru_job
               WHERE duedate_ > CAST(:nowLocal AS timestamp) AND retries_ > 0 AND suspension_state_ = 1
              UNION ALL
              SELECT min(m.due_at) FROM message m
               WHERE m.state = 'PENDING' AND m.due_at > :now
                 AND NOT EXISTS (SELECT FROM journey j WHERE j.key = m.journey_key AND j.state = 'paused')
              UNION ALL
              SELECT min(due_at) FROM engine_signal WHERE due_at > :now
              UNION ALL
              SELECT min(expires_at) FROM score_entry WHERE expires_at > :now AND ended_at IS NULL
              UNION ALL
              SELECT min(look_at) FROM score_idle WHERE look_at > :now) next
            """)
        .param("now", clock.instant().atOffset(java.time.ZoneOffset.UTC))
        .param(
            "nowLocal",
            java.time.LocalDateTime.ofInstant(clock.instant(), java.time.ZoneOffset.UTC))
        .query(
            (row, number) ->
                Optional.ofNullable(row.getTimestamp(1)).map(java.sql.Timestamp::toInstant))
        .single()
        .filter(due -> !due.isAfter(latest));
  }
}
