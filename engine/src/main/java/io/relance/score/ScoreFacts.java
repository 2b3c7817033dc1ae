package io.relance.score;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.relance.core.ContactId;
import io.relance.event.StoredEvent;
import io.relance.runtime.Zones;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What cells may ask for, as plain maps: of all contacts of a batch with one statement. */
@Component
class ScoreFacts {

  /** What is known of every contact, besides the declared fields. */
  static final List<String> PROFILE =
      List.of("externalId", "email", "phone", "locale", "timeZone", "score");

  static final JsonMapper JSON = JsonMapper.builder().build();

  private static final TypeReference<LinkedHashMap<String, Object>> OBJECT =
      new TypeReference<>() {};

  private final JdbcClient jdbc;
  private final Zones zones;
  private final Postings postings;
  private final Clock clock;

  ScoreFacts(JdbcClient jdbc, Zones zones, Postings postings, Clock clock) {
    this.jdbc = jdbc;
    this.zones = zones;
    this.postings = postings;
    this.clock = clock;
  }

  /** What is known of the contacts of these events; no statement when there are none. */
  Map<ContactId, Map<String, Object>> ofContacts(List<StoredEvent> events) {
    Map<ContactId, Map<String, Object>> known = new HashMap<>();
    if (!events.isEmpty()) {
      jdbc.sql(
              """
              SELECT id, external_id, email, phone, locale, time_zone, score, attributes
                FROM contact
               WHERE id = ANY (:ids)
              """)
          .param(
              "ids",
              events.stream()
                  .map(StoredEvent::contact)
                  .filter(Objects::nonNull)
                  .map(ContactId::value)
                  .toArray(Long[]::new))
          .query(
              row -> {
                known.put(new ContactId(row.getLong("id")), contact(row));
              });
    }
    return known;
  }

  private Map<String, Object> contact(ResultSet row) throws SQLException {
    Map<String, Object> contact = object(row.getString("attributes"));
    put(contact, "externalId", row.getString("external_id"));
    put(contact, "email", row.getString("email"));
    put(contact, "phone", row.getString("phone"));
    put(contact, "locale", row.getString("locale"));
    put(contact, "timeZone", row.getString("time_zone"));
    contact.put("score", row.getInt("score") + postings.pending(new ContactId(row.getLong("id"))));
    return contact;
  }

  private static void put(Map<String, Object> facts, String name, @Nullable String value) {
    if (value != null) {
      facts.put(name, value);
    }
  }

  Map<String, Object> of(StoredEvent event, Map<String, Object> contact) {
    Map<String, Object> properties = new LinkedHashMap<>();
    put(properties, "step", event.step());
    put(properties, "link", event.link());
    put(properties, "key", event.key());
    properties.putAll(object(event.properties()));
    return of(event.name(), properties, contact);
  }

  /** The same for an event that did not happen. */
  Map<String, Object> of(String name, Map<String, Object> properties, Map<String, Object> contact) {
    Map<String, Object> event = new LinkedHashMap<>(properties);
    event.put("name", name);
    ZonedDateTime now = clock.instant().atZone(zone(contact.get("timeZone")));
    return Map.of("event", event, "contact", contact, "now", now, "today", now.toLocalDate());
  }

  private ZoneId zone(@Nullable Object zone) {
    try {
      return zones.of(zone instanceof String text ? text : null);
    } catch (DateTimeException e) {
      return zones.of(null); // of somebody who does not exist
    }
  }

  private static Map<String, Object> object(String json) {
    try {
      return JSON.readValue(json, OBJECT);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a stored JSON object cannot be read", e);
    }
  }
}
