package io.relance.runtime;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.relance.core.ContactId;
import io.relance.process.Together;
import io.relance.scoring.Scores;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Reads the facts of a walk from the tables where they live; nothing of them is kept in the engine.
 */
@Component
class SqlFacts implements Facts {

  private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

  private final JdbcClient jdbc;
  private final ObjectMapper json;
  private final Zones zones;
  private final Trail trail;
  private final MartFacts mart;
  private final Scores scores;
  private final Clock clock;

  SqlFacts(
      JdbcClient jdbc,
      ObjectMapper json,
      Zones zones,
      Trail trail,
      MartFacts mart,
      Scores scores,
      Clock clock) {
    this.jdbc = jdbc;
    this.json = json;
    this.zones = zones;
    this.trail = trail;
    this.mart = mart;
    this.scores = scores;
    this.clock = clock;
  }

  @Override
  public Map<String, Object> of(String processInstanceId, Set<String> roots) {
    Map<String, Object> facts = new HashMap<>();
    if (roots.contains("mart")) {
      scores.flush(); // what is computed in the database may ask for the score
    }
    Walk walk = Together.ofInstance(Walk.class, processInstanceId, this::walks);
    if (walk == null) {
      walk = new Walk(0, Map.of(), Map.of(), Map.of(), zones.of(null));
    }
    if (roots.contains("contact")) {
      facts.put("contact", contact(walk, roots));
    }
    if (roots.contains("data")) {
      facts.put("data", walk.data());
    }
    if (roots.contains("event")) {
      facts.put("event", walk.event());
    }
    if (roots.contains("consent")) {
      facts.put("consent", consents(new ContactId(walk.contactId())));
    }
    if (roots.contains("mart")) {
      facts.put("mart", mart(new ContactId(walk.contactId()), walk.zone(), roots));
    }
    if (roots.contains("steps") || roots.contains("outcome")) {
      readSteps(processInstanceId, walk.zone(), facts);
    }
    ZonedDateTime now = clock.instant().atZone(walk.zone());
    facts.put("now", now);
    facts.put("today", now.toLocalDate());
    facts.keySet().retainAll(roots);
    return facts;
  }

  private record Walk(
      long contactId,
      Map<String, Object> contact,
      Map<String, Object> data,
      Map<String, Object> event,
      ZoneId zone) {}

  /** With the points that the transaction has not written yet, and what is computed if named. */
  private Map<String, Object> contact(Walk walk, Set<String> roots) {
    ContactId id = new ContactId(walk.contactId());
    long pending = scores.pending(id);
    boolean computed = roots.contains(Facts.PREFERRED_CHANNEL);
    if (pending == 0 && !computed) {
      return walk.contact();
    }
    Map<String, Object> contact = new LinkedHashMap<>(walk.contact());
    if (contact.get("score") instanceof Integer score) {
      contact.put(
          "score", (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, score + pending)));
    }
    if (computed) {
      contact.put(
          "preferredChannel", Together.ofContact(Facts.PREFERRED_CHANNEL, id, this::preferred));
    }
    return contact;
  }

  private Map<ContactId, String> preferred(Collection<ContactId> contacts) {
    Map<ContactId, String> preferred = new HashMap<>();
    jdbc.sql(
            """
            SELECT c.id, (SELECT p.channel FROM preferred_channel(:now) p WHERE p.contact_id = c.id) AS channel
              FROM unnest(:contacts) AS c(id)
            """)
        .param("now", clock.instant().atOffset(ZoneOffset.UTC))
        .param("contacts", contacts.stream().map(ContactId::value).toArray(Long[]::new))
        .query(
            row -> {
              String channel = row.getString("channel");
              if (channel != null) {
                preferred.put(new ContactId(row.getLong("id")), channel);
              }
            });
    return preferred;
  }

  private Map<String, Walk> walks(Collection<String> processInstanceIds) {
    Map<String, Walk> walks = new HashMap<>();
    jdbc.sql(
            """
            SELECT e.process_instance_id, e.contact_id, e.data,
                   c.external_id, c.email, c.phone, c.locale, c.time_zone, c.score, c.attributes,
                   v.name AS event_name, v.properties AS event_properties
              FROM enrolment e
              LEFT JOIN contact c ON c.id = e.contact_id
              LEFT JOIN event v ON v.id = e.last_event_id
             WHERE e.process_instance_id = ANY (:instances)
            """)
        .param("instances", processInstanceIds.toArray(String[]::new))
        .query(
            row -> {
              walks.put(row.getString("process_instance_id"), readWalk(row));
            });
    return walks;
  }

  private Walk readWalk(ResultSet row) throws SQLException {
    Map<String, Object> contact = new LinkedHashMap<>(object(row.getString("attributes")));
    contact.put("externalId", row.getString("external_id"));
    contact.put("email", row.getString("email"));
    contact.put("phone", row.getString("phone"));
    contact.put("locale", row.getString("locale"));
    contact.put("timeZone", row.getString("time_zone"));
    contact.put("score", row.getInt("score"));
    Map<String, Object> event = new LinkedHashMap<>(object(row.getString("event_properties")));
    event.put("name", row.getString("event_name"));
    return new Walk(
        row.getLong("contact_id"),
        contact,
        object(row.getString("data")),
        event,
        zones.of(row.getString("time_zone")));
  }

  private Map<String, Object> consents(ContactId contact) {
    Map<String, Object> consents = Together.ofContact("consent", contact, this::consents);
    return consents == null ? Map.of() : consents;
  }

  private Map<ContactId, Map<String, Object>> consents(Collection<ContactId> contacts) {
    Map<ContactId, Map<String, Object>> consents = new HashMap<>();
    jdbc.sql(
            "SELECT contact_id, channel, purpose, status FROM consent WHERE contact_id = ANY (:contacts)")
        .param("contacts", contacts.stream().map(ContactId::value).toArray(Long[]::new))
        .query(
            row -> {
              Map<String, Object> own =
                  consents.computeIfAbsent(
                      new ContactId(row.getLong("contact_id")), contact -> new HashMap<>());
              @SuppressWarnings("unchecked")
              Map<String, Object> channel =
                  (Map<String, Object>)
                      own.computeIfAbsent(row.getString("channel"), key -> new HashMap<>());
              channel.put(row.getString("purpose"), row.getString("status"));
            });
    return consents;
  }

  /** Only what is asked for by name is computed: at this moment, for all who move together. */
  private Map<String, Object> mart(ContactId contact, ZoneId zone, Set<String> roots) {
    Set<String> names = new TreeSet<>();
    for (String root : roots) {
      if (root.startsWith("mart.")) {
        names.add(root.substring("mart.".length()));
      }
    }
    Set<String> wanted = names.contains("*") ? Set.of() : names;
    Map<String, Object> known =
        Together.ofContact(
            "mart:" + String.join(",", wanted), contact, all -> mart.of(all, wanted));
    if (known == null) {
      return Map.of();
    }
    Map<String, Object> local = new HashMap<>(known);
    local.replaceAll((name, value) -> value instanceof Instant at ? at.atZone(zone) : value);
    return local;
  }

  /** The newest row of each step wins; the newest outcome of all is {@code outcome}. */
  private void readSteps(String processInstanceId, ZoneId zone, Map<String, Object> facts) {
    Map<String, Object> steps = new HashMap<>();
    List<Passed> passed = Together.ofInstance(Passed.class, processInstanceId, this::passed);
    if (passed != null) {
      passed.forEach(step -> step.addTo(facts, steps, zone));
    }
    trail.pending(processInstanceId).stream()
        .filter(row -> !row.left().cancelled)
        .map(row -> new Passed(row.left().step, row.at(), row.left().outcome))
        .forEach(step -> step.addTo(facts, steps, zone));
    facts.put("steps", steps);
  }

  private Map<String, List<Passed>> passed(Collection<String> processInstanceIds) {
    Map<String, List<Passed>> passed = new HashMap<>();
    jdbc.sql(
            """
            SELECT process_instance_id, step, at, outcome
              FROM trail
             WHERE process_instance_id = ANY (:instances) AND NOT cancelled
               -- no month before they entered is looked into
               AND at >= (SELECT min(entered_at) FROM enrolment WHERE process_instance_id = ANY (:instances))
             ORDER BY process_instance_id, id
            """)
        .param("instances", processInstanceIds.toArray(String[]::new))
        .query(
            row -> {
              passed
                  .computeIfAbsent(
                      row.getString("process_instance_id"), instance -> new ArrayList<>())
                  .add(
                      new Passed(
                          row.getString("step"),
                          row.getTimestamp("at").toInstant(),
                          row.getString("outcome")));
            });
    return passed;
  }

  /** A step that the walk has left. */
  private record Passed(String step, Instant at, @Nullable String outcome) {

    void addTo(Map<String, Object> facts, Map<String, Object> steps, ZoneId zone) {
      Map<String, Object> words = new HashMap<>();
      words.put("at", at.atZone(zone));
      words.put("outcome", outcome);
      steps.put(step, words);
      if (outcome != null) {
        facts.put("outcome", outcome);
      }
    }
  }

  private Map<String, Object> object(@Nullable String text) {
    if (text == null) {
      return Map.of();
    }
    try {
      return json.readValue(text, OBJECT);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a stored JSON object cannot be read", e);
    }
  }
}
