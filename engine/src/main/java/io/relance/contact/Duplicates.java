package io.relance.contact;

import io.relance.core.Rejected;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Contacts that may be one person, found by what they have in common. */
@Repository
class Duplicates {

  private final JdbcClient jdbc;

  Duplicates(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** What two contacts have in common; each rule is served by an index on its expression. */
  enum Rule {
    EMAIL("lower(email)", "email IS NOT NULL"),
    PHONE("phone", "phone IS NOT NULL"),
    /** The fields {@code firstName}, {@code lastName} and {@code postcode}. */
    NAME(
        "lower(attributes ->> 'lastName') || ' ' || lower(attributes ->> 'firstName') || ' '"
            + " || lower(attributes ->> 'postcode')",
        "attributes ->> 'lastName' <> '' AND attributes ->> 'firstName' <> ''"
            + " AND attributes ->> 'postcode' <> ''");

    private final String key;
    private final String having;

    Rule(String key, String having) {
      this.key = key;
      this.having = having;
    }

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Rule of(String word) {
      for (Rule rule : values()) {
        if (rule.word().equals(word)) {
          return rule;
        }
      }
      throw new Rejected(
              422, "duplicates-invalid", "The rule '" + word + "' is none of email, phone, name.")
          .with("rule", "must be one of email, phone, name");
    }
  }

  /** Contacts that have one key; the oldest first, at most twenty. */
  record Group(String key, long size, List<Member> contacts) {}

  record Member(String externalId, String name, @Nullable String email, @Nullable String phone) {}

  /** Some groups, and the key behind which the next ones begin. */
  record Page(List<Group> items, @Nullable String next) {}

  /** A page of groups in the order of their keys. */
  Page find(Rule rule, @Nullable String after, int limit) {
    Map<String, Group> groups = new LinkedHashMap<>();
    jdbc.sql(
            """
            WITH found AS (
              SELECT %1$s AS key, count(*) AS size, array_agg(id ORDER BY id) AS ids
                FROM contact
               WHERE %2$s AND %1$s > :after
               GROUP BY %1$s
              HAVING count(*) > 1
               ORDER BY %1$s
               LIMIT :limit)
            SELECT f.key, f.size, c.external_id, c.email, c.phone,
                   concat_ws(' ', c.attributes ->> 'firstName', c.attributes ->> 'lastName') AS full_name
              FROM found f
             CROSS JOIN LATERAL unnest(f.ids) WITH ORDINALITY AS member(id, place)
              JOIN contact c ON c.id = member.id AND member.place <= 20
             ORDER BY f.key, c.id
            """
                .formatted(rule.key, rule.having))
        .param("after", after == null ? "" : after.replace("\u0000", ""))
        .param("limit", limit + 1)
        .query(
            row -> {
              long size = row.getLong("size");
              groups
                  .computeIfAbsent(
                      row.getString("key"), key -> new Group(key, size, new ArrayList<>()))
                  .contacts()
                  .add(
                      new Member(
                          row.getString("external_id"),
                          row.getString("full_name"),
                          row.getString("email"),
                          row.getString("phone")));
            });
    List<Group> found = List.copyOf(groups.values());
    return found.size() <= limit
        ? new Page(found, null)
        : new Page(found.subList(0, limit), found.get(limit - 1).key());
  }
}
