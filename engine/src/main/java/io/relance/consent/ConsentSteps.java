package io.relance.consent;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.relance.action.ConsentLog;
import io.relance.contact.Contacts;
import io.relance.core.Channel;
import io.relance.core.LegalBasis;
import io.relance.core.Purpose;
import io.relance.process.Step;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Consent that a journey records; its proof is the event that the walk consumed last, and what the
 * walk knew then, such as the form and the wording that somebody subscribed with.
 */
@Component
class ConsentSteps implements ConsentLog {

  private final JdbcClient jdbc;
  private final Contacts contacts;
  private final Consents consents;

  ConsentSteps(JdbcClient jdbc, Contacts contacts, Consents consents) {
    this.jdbc = jdbc;
    this.contacts = contacts;
    this.consents = consents;
  }

  @Override
  public void record(Step step, String channel, String purpose, String status) {
    if (contacts.byId(step.businessKey().contact()).isEmpty()) {
      return; // erased meanwhile: there is nobody left who could agree
    }
    Map<String, Object> proof = proof(step);
    consents.record(
        step.businessKey().contact(),
        Channel.of(channel).orElseThrow(() -> wrong(step, channel)),
        Purpose.of(purpose).orElseThrow(() -> wrong(step, purpose)),
        Status.of(status).orElseThrow(() -> wrong(step, status)),
        new Grounds(LegalBasis.CONSENT, wording(proof)),
        "journey",
        proof);
  }

  /** What the form called the words that it showed; the last event knows better than the walk. */
  private static @Nullable String wording(Map<String, Object> proof) {
    for (String place : List.of("properties", "data")) {
      if (proof.get(place) instanceof Map<?, ?> facts
          && facts.get("textVersion") instanceof String version
          && ConsentApi.isVersion(version)) {
        return version;
      }
    }
    return null;
  }

  private static IllegalArgumentException wrong(Step step, String word) {
    return new IllegalArgumentException(
        "step "
            + step.id()
            + " of journey "
            + step.businessKey().journey()
            + " names '"
            + word
            + "', which is no channel, purpose or status; mend the diagram");
  }

  private Map<String, Object> proof(Step step) {
    Map<String, Object> proof = new LinkedHashMap<>();
    proof.put("journey", step.businessKey().journey());
    proof.put("step", step.id());
    // The walk's row may not know its process instance yet while its first step runs.
    jdbc.sql(
            """
            SELECT n.version, n.data, e.name, e.source, e.event_id, e.occurred_at, e.message_id, e.step, e.link, e.properties
              FROM enrolment n
              LEFT JOIN event e ON e.id = n.last_event_id
             WHERE n.process_instance_id = :instance
                OR (n.business_key = :key AND n.ended_at IS NULL)
             ORDER BY n.id DESC
             LIMIT 1
            """)
        .param("instance", step.processInstanceId())
        .param("key", step.businessKey().toString())
        .query((RowCallbackHandler) row -> read(row, proof));
    return proof;
  }

  private static void read(ResultSet row, Map<String, Object> proof) throws SQLException {
    proof.put("version", row.getInt("version"));
    Map<String, Object> data = object(row.getString("data"));
    if (!data.isEmpty()) {
      proof.put("data", data);
    }
    if (row.getString("name") == null) {
      return;
    }
    proof.put("event", row.getString("name"));
    proof.put("eventId", row.getString("source") + ":" + row.getString("event_id"));
    proof.put("occurredAt", row.getTimestamp("occurred_at").toInstant().toString());
    if (row.getString("message_id") != null) {
      proof.put("message", row.getString("message_id"));
      proof.put("messageStep", String.valueOf(row.getString("step")));
    }
    if (row.getString("link") != null) {
      proof.put("link", row.getString("link"));
    }
    proof.put("properties", object(row.getString("properties")));
  }

  private static Map<String, Object> object(String json) throws SQLException {
    try {
      return Consents.JSON.readValue(json, Consents.OBJECT);
    } catch (JsonProcessingException e) {
      throw new SQLException("a jsonb column that holds no object", e);
    }
  }
}
