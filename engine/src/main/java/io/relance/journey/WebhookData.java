package io.relance.journey;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.relance.messaging.Message;
import io.relance.messaging.WebhookAnswers;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Lays what another system answered over the data of the walk, before the token moves on. */
@Component
class WebhookData implements WebhookAnswers {

  private final JdbcClient jdbc;
  private final ObjectMapper json;

  WebhookData(JdbcClient jdbc, ObjectMapper json) {
    this.jdbc = jdbc;
    this.json = json;
  }

  @Override
  public void keep(Message message, String body) {
    JsonNode answer = read(body);
    if (answer != null
        && answer.isObject()
        && !answer.isEmpty()
        && !answer.toString().contains("\\u0000")) {
      jdbc.sql(
              "UPDATE enrolment SET data = data || CAST(:answer AS jsonb) WHERE process_instance_id = :instance")
          .param("answer", answer.toString())
          .param("instance", message.processInstanceId())
          .update();
    }
  }

  private @org.jspecify.annotations.Nullable JsonNode read(String body) {
    try {
      return json.readTree(body);
    } catch (JsonProcessingException notJson) {
      return null;
    }
  }
}
