package io.relance.runtime;

import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The one clock of the application: the machine's, or one that the demo and tests may move. */
@Configuration(proxyBeanMethods = false)
class Clocks {

  @Bean
  @ConditionalOnProperty(name = "relance.clock", havingValue = "movable")
  MovableClock movableClock(
      @Value("${relance.clock-stopped-at:#{null}}") @Nullable Instant stoppedAt) {
    return stoppedAt == null ? MovableClock.running() : MovableClock.stoppedAt(stoppedAt);
  }

  @Bean
  @ConditionalOnProperty(name = "relance.clock", havingValue = "system", matchIfMissing = true)
  Clock systemClock() {
    return Clock.systemUTC();
  }
}
