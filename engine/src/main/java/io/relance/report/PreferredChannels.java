package io.relance.report;

import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** On which channel a contact reacts most, computed from the last 180 days when it is asked for. */
@Repository
public class PreferredChannels {

  private final JdbcClient jdbc;
  private final Clock clock;

  PreferredChannels(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /**
   * A channel, and what speaks for it.
   *
   * @param reacted to so many of those that were sent, a person reacted
   */
  public record Preferred(String channel, long sent, long reacted) {}

  public Optional<Preferred> of(long contact) {
    return jdbc.sql(
            "SELECT channel, sent, reacted FROM preferred_channel(:now) WHERE contact_id = :contact")
        .param("now", clock.instant().atOffset(ZoneOffset.UTC))
        .param("contact", contact)
        .query(Preferred.class)
        .optional();
  }
}
