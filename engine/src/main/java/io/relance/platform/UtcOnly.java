package io.relance.platform;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Refuses to start outside UTC: Camunda reads dates without a zone in the JVM's zone, so timers
 * would fire hours off.
 */
class UtcOnly implements ApplicationContextInitializer<ConfigurableApplicationContext> {

  @Override
  public void initialize(ConfigurableApplicationContext context) {
    check(ZoneId.systemDefault());
  }

  static void check(ZoneId zone) {
    boolean utc =
        zone.getRules().isFixedOffset()
            && zone.getRules().getOffset(Instant.EPOCH).equals(ZoneOffset.UTC);
    if (!utc) {
      throw new NotUtc(zone);
    }
  }

  static final class NotUtc extends RuntimeException {

    private static final long serialVersionUID = 1;

    NotUtc(ZoneId zone) {
      super("Relance runs in UTC only, but the time zone of this JVM is " + zone + ".");
    }
  }

  /** Says it without a stack trace. */
  static final class Hint extends AbstractFailureAnalyzer<NotUtc> {

    @Override
    protected FailureAnalysis analyze(Throwable root, NotUtc cause) {
      return new FailureAnalysis(
          cause.getMessage(),
          "Start it with -Duser.timezone=UTC, or with TZ=UTC in the environment.",
          cause);
    }
  }
}
