package io.relance.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.relance.core.ContactId;
import io.relance.core.Rejected;
import io.relance.process.MessageNames;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * Where other systems tell what happened. A 202 means: on disk. A list is taken as a whole or not
 * at all.
 */
@RestController
@RequestMapping("/api/events")
class EventApi {

  private static final int LONGEST_LIST = 1000;
  private static final int LONGEST_PROPERTIES = 65_536;
  private static final Set<String> FIELDS =
      Set.of("id", "name", "contact", "anonymousId", "key", "occurredAt", "properties");
  private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

  private final Inbox inbox;
  private final JdbcClient jdbc;
  private final ObjectMapper json;
  private final Clock clock;

  EventApi(Inbox inbox, JdbcClient jdbc, ObjectMapper json, Clock clock) {
    this.inbox = inbox;
    this.jdbc = jdbc;
    this.json = json;
    this.clock = clock;
  }

  /** How many of the told events were new, and how many were known already. */
  record Answer(int accepted, int repeated) {}

  @PostMapping
  @ResponseStatus(HttpStatus.ACCEPTED)
  @Transactional
  Answer tell(@RequestBody JsonNode body) {
    List<JsonNode> nodes = new ArrayList<>();
    if (body.isArray()) {
      body.forEach(nodes::add);
    } else {
      nodes.add(body);
    }
    if (nodes.size() > LONGEST_LIST) {
      throw new Rejected(
          413,
          "too-many-events",
          "at most 1,000 events can be told in one call; send the rest in further calls");
    }
    Map<String, ContactId> contacts = contacts(nodes);
    List<Told> told = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      told.add(read(nodes.get(i), body.isArray() ? "[" + i + "]." : "", contacts));
    }
    int accepted = 0;
    for (int i = 0; i < told.size(); i++) {
      Inbox.Receipt receipt = inbox.tell(told.get(i));
      if (receipt == Inbox.Receipt.CONTRADICTED) {
        throw new Rejected(
                422,
                "event-contradicted",
                "an event with the id '"
                    + told.get(i).id()
                    + "' was told before with another content; use a new id")
            .with(
                (body.isArray() ? "[" + i + "]." : "") + "id", "told before with another content");
      }
      accepted += receipt == Inbox.Receipt.NEW ? 1 : 0;
    }
    return new Answer(accepted, told.size() - accepted);
  }

  private Told read(JsonNode node, String at, Map<String, ContactId> contacts) {
    if (!node.isObject()) {
      throw invalid(at + "event", "must be an object");
    }
    node.fieldNames()
        .forEachRemaining(
            name -> {
              if (!FIELDS.contains(name)) {
                throw invalid(
                    at + name,
                    "is not known; an event has "
                        + String.join(", ", FIELDS.stream().sorted().toList()));
              }
            });
    String name = required(node, "name", at, 100);
    if (!MessageNames.isValid(name)) {
      throw invalid(at + "name", "may hold letters, digits, spaces and _ . - : ( )");
    }
    String external = optional(node, "contact", at, 200);
    String anonymous = optional(node, "anonymousId", at, 200);
    if ((external == null) == (anonymous == null)) {
      throw invalid(at + "contact", "give either contact or anonymousId");
    }
    ContactId contact = external == null ? null : contacts.get(external);
    if (external != null && contact == null) {
      throw new Rejected(
              at.isEmpty() ? 404 : 422,
              "unknown-contact",
              "there is no contact '"
                  + external
                  + "'; create it first with PUT /api/contacts/"
                  + external)
          .with(at + "contact", "is not known");
    }
    return new Told(
        "api",
        required(node, "id", at, 200),
        name,
        contact,
        anonymous,
        optional(node, "key", at, 200),
        occurredAt(node, at),
        properties(node, at),
        null,
        null);
  }

  private Map<String, ContactId> contacts(List<JsonNode> nodes) {
    List<String> externalIds =
        nodes.stream()
            .map(node -> node.path("contact"))
            .filter(JsonNode::isTextual)
            .map(JsonNode::asText)
            .distinct()
            .toList();
    Map<String, ContactId> contacts = new HashMap<>();
    if (!externalIds.isEmpty()) {
      jdbc.sql("SELECT external_id, contact_id FROM contact_name WHERE external_id IN (:ids)")
          .param("ids", externalIds)
          .query(
              row -> {
                contacts.put(row.getString(1), new ContactId(row.getLong(2)));
              });
    }
    return contacts;
  }

  private static String required(JsonNode node, String field, String at, int longest) {
    String text = optional(node, field, at, longest);
    if (text == null || text.isBlank()) {
      throw invalid(at + field, "is missing");
    }
    return text;
  }

  private static @Nullable String optional(JsonNode node, String field, String at, int longest) {
    JsonNode value = node.get(field);
    if (value == null || value.isNull()) {
      return null;
    }
    if (!value.isTextual() && !(field.equals("key") && value.isNumber())) {
      throw invalid(at + field, "must be a text");
    }
    String text = value.asText();
    if (text.length() > longest || text.indexOf('\0') >= 0) {
      throw invalid(at + field, "must have at most " + longest + " characters and no NUL");
    }
    return text;
  }

  private Instant occurredAt(JsonNode node, String at) {
    String text = optional(node, "occurredAt", at, 50);
    try {
      return text == null ? clock.instant() : OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw invalid(at + "occurredAt", "must be an ISO 8601 instant such as 2027-03-01T08:00:00Z");
    }
  }

  private Map<String, Object> properties(JsonNode node, String at) {
    JsonNode properties = node.get("properties");
    if (properties == null || properties.isNull()) {
      return Map.of();
    }
    if (!properties.isObject()) {
      throw invalid(at + "properties", "must be an object");
    }
    try {
      String text = json.writeValueAsString(properties);
      if (text.length() > LONGEST_PROPERTIES || text.contains("\\u0000")) {
        throw invalid(at + "properties", "must be at most 64 KiB and hold no NUL");
      }
      return json.convertValue(properties, OBJECT);
    } catch (JsonProcessingException e) {
      throw invalid(at + "properties", "cannot be read");
    }
  }

  private static Rejected invalid(String field, String message) {
    return new Rejected(422, "invalid-event", "the event cannot be taken: " + field + " " + message)
        .with(field, message);
  }
}
