package io.relance.contact;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.relance.core.ContactId;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Writes many contacts with few statements, and tells of each what became of it. */
@Repository
class ContactRows {

  /** How large the attributes of one contact may grow, as JSON text. */
  static final int LARGEST = 64 * 1024;

  private final JdbcClient jdbc;
  private final Clock clock;

  ContactRows(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  record Row(String externalId, ContactInput input) {}

  enum Change {
    CREATED,
    CHANGED,
    UNCHANGED,
    /** Nothing was written: the attributes would have grown too large. */
    TOO_LARGE
  }

  /** What became of a row; a contact that was refused at its creation has no id. */
  record Outcome(@Nullable ContactId id, Change change) {}

  /**
   * Stores the rows in the running transaction, as if one after the other; answers in their order.
   *
   * @param by who says so; kept beside every value that changes
   */
  List<Outcome> write(List<Row> rows, String by) {
    Map<Integer, Outcome> outcomes = new TreeMap<>();
    List<Integer> left = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      left.add(i);
    }
    while (!left.isEmpty()) {
      Map<String, Integer> round = new LinkedHashMap<>();
      left.forEach(i -> round.putIfAbsent(rows.get(i).externalId(), i));
      outcomes.putAll(writeDistinct(rows, round, by));
      // What is left: a contact named twice, or one that another transaction created meanwhile.
      left.removeIf(outcomes::containsKey);
    }
    return List.copyOf(outcomes.values());
  }

  private Map<Integer, Outcome> writeDistinct(
      List<Row> rows, Map<String, Integer> round, String by) {
    // Locks come first and in order, so that the next statement's snapshot holds what is locked.
    jdbc.sql(
            """
            SELECT id
              FROM contact
             WHERE external_id = ANY (:ids)
                OR id = ANY (ARRAY(SELECT contact_id FROM contact_alias WHERE external_id = ANY (:ids)))
             ORDER BY id
               FOR NO KEY UPDATE
            """)
        .param("ids", round.keySet().toArray(String[]::new))
        .query(Long.class)
        .list();
    Map<Integer, Outcome> outcomes = new TreeMap<>();
    Instant now = clock.instant();
    jdbc.sql(
            """
            WITH given AS (
              -- An alias names the contact that is left; one contact under two names takes two rounds.
              SELECT DISTINCT ON (coalesce(s.external_id, r.external_id))
                     r.ord, coalesce(s.external_id, r.external_id) AS external_id, r.profile, r.attributes, r.nothing, r.cleared
                FROM jsonb_to_recordset(CAST(:rows AS jsonb))
                  AS r(ord integer, external_id text, profile jsonb, attributes jsonb, nothing jsonb, cleared text[])
                LEFT JOIN contact_alias a ON a.external_id = r.external_id
                LEFT JOIN contact s ON s.id = a.contact_id
               ORDER BY coalesce(s.external_id, r.external_id), r.ord),
            known AS (
              SELECT g.ord,
                     c.id,
                     CASE WHEN jsonb_exists(g.profile, 'email') THEN g.profile ->> 'email' ELSE c.email END AS email,
                     CASE WHEN jsonb_exists(g.profile, 'phone') THEN g.profile ->> 'phone' ELSE c.phone END AS phone,
                     CASE WHEN jsonb_exists(g.profile, 'locale') THEN g.profile ->> 'locale' ELSE c.locale END AS locale,
                     CASE WHEN jsonb_exists(g.profile, 'timeZone') THEN g.profile ->> 'timeZone' ELSE c.time_zone END AS time_zone,
                     (c.attributes || g.attributes) - g.cleared AS attributes,
                     -- Only what gets another value is touched; saying the same again is no change.
                     c.touched || coalesce(
                       (SELECT jsonb_object_agg(said.name, CAST(:stamp AS jsonb))
                          FROM jsonb_each(g.profile || g.attributes || g.nothing) AS said(name, value)
                         CROSS JOIN (SELECT c.attributes || jsonb_build_object(
                                       'email', c.email, 'phone', c.phone, 'locale', c.locale, 'timeZone', c.time_zone)) AS was(it)
                         WHERE coalesce(was.it -> said.name, 'null') <> said.value), '{}') AS touched
                FROM given g
                JOIN contact c ON c.external_id = g.external_id),
            changed AS (
              UPDATE contact c
                 SET email = k.email, phone = k.phone, locale = k.locale, time_zone = k.time_zone,
                     attributes = k.attributes, touched = k.touched, changed_at = :now
                FROM known k
               WHERE c.id = k.id
                 AND octet_length(CAST(k.attributes AS text)) <= :largest
                 AND (c.email, c.phone, c.locale, c.time_zone, c.attributes)
                     IS DISTINCT FROM (k.email, k.phone, k.locale, k.time_zone, k.attributes)
              RETURNING c.id),
            created AS (
              INSERT INTO contact (external_id, email, phone, locale, time_zone, attributes, touched, created_at, changed_at)
              SELECT g.external_id, g.profile ->> 'email', g.profile ->> 'phone', g.profile ->> 'locale',
                     g.profile ->> 'timeZone', g.attributes,
                     coalesce((SELECT jsonb_object_agg(said.name, CAST(:stamp AS jsonb))
                                 FROM jsonb_each(g.profile || g.attributes) AS said(name, value)
                                WHERE said.value <> 'null'), '{}'),
                     :now, :now
                FROM given g
               WHERE NOT EXISTS (SELECT FROM known k WHERE k.ord = g.ord)
                 AND octet_length(CAST(g.attributes AS text)) <= :largest
               ORDER BY g.ord
                  ON CONFLICT (external_id) DO NOTHING
              RETURNING id, external_id)
            SELECT g.ord,
                   coalesce(k.id, n.id) AS id,
                   CASE
                     WHEN n.id IS NOT NULL THEN 'CREATED'
                     WHEN c.id IS NOT NULL THEN 'CHANGED'
                     WHEN octet_length(CAST(coalesce(k.attributes, g.attributes) AS text)) > :largest THEN 'TOO_LARGE'
                     WHEN k.id IS NOT NULL THEN 'UNCHANGED'
                   END AS change
              FROM given g
              LEFT JOIN known k ON k.ord = g.ord
              LEFT JOIN changed c ON c.id = k.id
              LEFT JOIN created n ON n.external_id = g.external_id
            """)
        .param("rows", json(rows, round))
        .param("stamp", stamp(now, by))
        .param("now", now.atOffset(ZoneOffset.UTC))
        .param("largest", LARGEST)
        .query(
            row -> {
              String change = row.getString("change");
              if (change != null) {
                long id = row.getLong("id");
                outcomes.put(
                    row.getInt("ord"),
                    new Outcome(row.wasNull() ? null : new ContactId(id), Change.valueOf(change)));
              }
            });
    return outcomes;
  }

  /** When a value changed and who said so, as JSON. */
  static String stamp(Instant now, String by) {
    return text(Map.of("at", now.toString(), "by", by));
  }

  private static String json(List<Row> rows, Map<String, Integer> round) {
    List<Map<String, Object>> list = new ArrayList<>();
    round.forEach((externalId, i) -> list.add(json(i, rows.get(i))));
    return text(list);
  }

  private static String text(Object value) {
    try {
      return Contacts.JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("contacts that cannot be written as JSON", e);
    }
  }

  /** The attributes that a row gives a value, as JSON. */
  static String attributes(Row row) {
    return text(values(row));
  }

  /** The attributes that a row takes the value from. */
  static List<String> cleared(Row row) {
    Map<String, @Nullable Object> given = row.input().attributes();
    return given.containsValue(null)
        ? given.keySet().stream().filter(name -> given.get(name) == null).toList()
        : List.of();
  }

  private static Map<String, @Nullable Object> values(Row row) {
    Map<String, @Nullable Object> values = row.input().attributes();
    if (values.containsValue(null)) {
      values = new LinkedHashMap<>(values);
      values.values().removeIf(value -> value == null);
    }
    return values;
  }

  private static Map<String, Object> json(int ord, Row row) {
    List<String> cleared = cleared(row);
    Map<String, @Nullable Object> nothing = new LinkedHashMap<>();
    cleared.forEach(name -> nothing.put(name, null));
    return Map.of(
        "ord",
        ord,
        "external_id",
        row.externalId(),
        "profile",
        row.input().profile(),
        "attributes",
        values(row),
        "nothing",
        nothing,
        "cleared",
        cleared);
  }
}
