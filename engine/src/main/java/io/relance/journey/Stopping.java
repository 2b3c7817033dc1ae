package io.relance.journey;

import io.relance.runtime.Pump;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Ends who is still inside a journey that was stopped, should the node have died that stopped it.
 */
@Component
class Stopping implements Pump {

  private final JdbcClient jdbc;
  private final Enrolments enrolments;

  Stopping(JdbcClient jdbc, Enrolments enrolments) {
    this.jdbc = jdbc;
    this.enrolments = enrolments;
  }

  @Override
  public String name() {
    return "stopping";
  }

  @Override
  public int runOnce() {
    List<String> stopped =
        jdbc.sql(
                """
                SELECT key FROM journey j
                 WHERE j.state = 'stopped'
                   AND EXISTS (SELECT FROM enrolment e WHERE e.journey_key = j.key AND e.ended_at IS NULL)
                """)
            .query(String.class)
            .list();
    return stopped.stream().mapToInt(enrolments::stopSome).sum();
  }
}
