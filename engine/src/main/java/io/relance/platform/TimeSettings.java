package io.relance.platform;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * The application's clock, and the refusal to run where dates without a zone would be misread. An
 * auto-configuration, because only these are read after everybody else had the chance to bring a
 * clock.
 */
@AutoConfiguration
class TimeSettings {

  TimeSettings() {
    refuseOtherThanUtc(ZoneId.systemDefault());
  }

  /** The demo and tests bring a clock that can be moved. */
  @Bean
  @ConditionalOnMissingBean
  Clock clock() {
    return Clock.systemUTC();
  }

  /** Camunda reads dates without a zone in the JVM's zone: a timer would fire hours off. */
  static void refuseOtherThanUtc(ZoneId zone) {
    if (!zone.getRules().isFixedOffset()
        || !zone.getRules().getOffset(Instant.EPOCH).equals(ZoneOffset.UTC)) {
      throw new IllegalStateException(
          "Relance runs in UTC only, but this JVM's time zone is "
              + zone
              + ". Start it with -Duser.timezone=UTC (or TZ=UTC in the environment).");
    }
  }
}
