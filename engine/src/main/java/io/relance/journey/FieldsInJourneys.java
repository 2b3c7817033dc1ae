package io.relance.journey;

import io.relance.contact.FieldUses;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Journeys that speak of a contact's field: in a text, a condition or a step that writes it. */
@Component
class FieldsInJourneys implements FieldUses {

  private final JdbcClient jdbc;

  FieldsInJourneys(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Of published versions: the newest one that is not stopped, and those that somebody is in. */
  @Override
  public List<String> of(String field) {
    if (!field.matches("[A-Za-z_][A-Za-z0-9_]*")) {
      return List.of();
    }
    return jdbc.sql(
            """
            SELECT DISTINCT 'journey ' || j.key
              FROM journey j
              JOIN journey_version v ON v.journey_key = j.key
             WHERE ((j.state IN ('live', 'paused') AND v.version = j.version)
                    OR EXISTS (SELECT FROM enrolment e
                                WHERE e.journey_key = v.journey_key AND e.version = v.version AND e.ended_at IS NULL))
               AND convert_from(v.bpmn, 'UTF8') ~ :spoken
             ORDER BY 1
            """)
        .param(
            "spoken",
            "\\mcontact\\s*(\\.\\s*|\\[\\s*('|\"|&#34;|&quot;|&#39;|&apos;))"
                + field
                + "\\M|name=\"field\"\\s*>\\s*"
                + field
                + "\\s*<")
        .query(String.class)
        .list();
  }
}
