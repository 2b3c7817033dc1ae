package io.relance.demo;

import io.relance.process.IsoDuration;
import io.relance.runtime.MovableClock;
import io.relance.runtime.TimeMachine;
import jakarta.annotation.PostConstruct;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Profile;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The demo's clock: moved by hand, and remembered from one run to the next, so that its past stays
 * past.
 */
@Component
@Profile("demo")
public class DemoClock {

  private final MovableClock clock;
  private final TimeMachine machine;
  private final JdbcClient jdbc;
  private final ZoneId zone;

  DemoClock(
      MovableClock clock,
      TimeMachine machine,
      JdbcClient jdbc,
      @Value("${relance.time-zone:Europe/Paris}") ZoneId zone) {
    this.clock = clock;
    this.machine = machine;
    this.jdbc = jdbc;
    this.zone = zone;
  }

  @PostConstruct
  void goOnWhereItStood() {
    jdbc.sql("SELECT ahead_millis FROM demo_clock")
        .query(Long.class)
        .optional()
        .ifPresent(millis -> machine.startAhead(Duration.ofMillis(millis)));
  }

  /** Moves ahead; days and longer count in the installation's time zone. */
  public TimeMachine.Moved advance(IsoDuration by) {
    Instant now = clock.instant();
    return remember(machine.advance(Duration.between(now, by.after(now, zone))));
  }

  public TimeMachine.Moved advance(Duration by) {
    return remember(machine.advance(by));
  }

  /** Moves to the next moment at which something is due; stays when nothing is. */
  public TimeMachine.Moved advanceToNext() {
    return remember(machine.advanceToNext());
  }

  public Instant now() {
    return clock.instant();
  }

  private TimeMachine.Moved remember(TimeMachine.Moved moved) {
    jdbc.sql(
            """
            INSERT INTO demo_clock (ahead_millis) VALUES (:millis)
                ON CONFLICT (one) DO UPDATE SET ahead_millis = :millis
            """)
        .param("millis", clock.ahead().toMillis())
        .update();
    return moved;
  }
}
