package io.relance.contact;

import io.relance.core.Audited;
import io.relance.core.ContactId;
import io.relance.core.Rejected;
import io.relance.runtime.Holds;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Makes one contact of two: what happened to either happened to the one that is left, whom both
 * external ids name from then on.
 */
@Component
class Merging {

  /** In the order in which the router and the dispatcher come to the contacts. */
  private static final List<String> LOCKS =
      List.of(
          "SELECT id FROM event WHERE contact_id IN (:survivor, :absorbed) ORDER BY id FOR UPDATE",
          "SELECT id FROM message WHERE contact_id IN (:survivor, :absorbed) ORDER BY id FOR"
              + " UPDATE",
          "SELECT id FROM contact WHERE id IN (:survivor, :absorbed) ORDER BY id FOR UPDATE");

  private static final List<String> MOVES =
      List.of(
          "UPDATE event SET contact_id = :survivor WHERE contact_id = :absorbed",
          "UPDATE message SET contact_id = :survivor WHERE contact_id = :absorbed",
          "UPDATE contact_alias SET contact_id = :survivor WHERE contact_id = :absorbed");

  /** What the survivor has stays, except for what is asked of the absorbed one; gaps are filled. */
  private static final String UNITE =
      """
      WITH pair AS (
        SELECT s.id, s.external_id AS kept, a.external_id AS gone, a.id AS was, s.touched AS s_touched, a.touched AS a_touched,
               least(s.created_at, a.created_at) AS created_at,
               jsonb_strip_nulls(jsonb_build_object(
                 'email', s.email, 'phone', s.phone, 'locale', s.locale, 'timeZone', s.time_zone)) || s.attributes AS s_values,
               jsonb_strip_nulls(jsonb_build_object(
                 'email', a.email, 'phone', a.phone, 'locale', a.locale, 'timeZone', a.time_zone)) || a.attributes AS a_values
          FROM contact s, contact a
         WHERE s.id = :survivor AND a.id = :absorbed),
      taken AS (
        SELECT coalesce(jsonb_object_agg(v.key, v.value), '{}') AS it
          FROM pair, jsonb_each(pair.a_values) v
         WHERE v.key = ANY (:take) OR NOT jsonb_exists(pair.s_values, v.key)),
      united AS (
        SELECT pair.*, pair.s_values || taken.it AS it,
               pair.s_touched || coalesce(
                 (SELECT jsonb_object_agg(t.key, t.value) FROM jsonb_each(pair.a_touched) t
                   WHERE jsonb_exists(taken.it, t.key)), '{}') AS touched
          FROM pair, taken)
      UPDATE contact c
         SET email = u.it ->> 'email', phone = u.it ->> 'phone', locale = u.it ->> 'locale', time_zone = u.it ->> 'timeZone',
             attributes = u.it - CAST(ARRAY['email', 'phone', 'locale', 'timeZone'] AS text[]),
             touched = u.touched, created_at = u.created_at, changed_at = :now
        FROM united u
       WHERE c.id = u.id
         AND octet_length(CAST(u.it AS text)) <= :largest
      """;

  private final JdbcClient jdbc;
  private final Contacts contacts;
  private final Holds holds;
  private final PersonalTables tables;
  private final ApplicationEventPublisher events;
  private final Clock clock;

  Merging(
      JdbcClient jdbc,
      Contacts contacts,
      Holds holds,
      PersonalTables tables,
      ApplicationEventPublisher events,
      Clock clock) {
    this.jdbc = jdbc;
    this.contacts = contacts;
    this.holds = holds;
    this.tables = tables;
    this.events = events;
    this.clock = clock;
  }

  /**
   * Merges the second contact into the first.
   *
   * @param take profile fields and attributes of which the absorbed one's value shall be kept
   */
  @Transactional
  public Contact merge(String survivingId, String absorbedId, Set<String> take) {
    Contact survivor = contacts.named(survivingId);
    Contact absorbed = contacts.named(absorbedId);
    if (survivor.id().equals(absorbed.id())) {
      throw new Rejected(
              409,
              "same-contact",
              "'" + survivingId + "' and '" + absorbedId + "' are one contact already.")
          .with("with", "names the same contact");
    }
    holds.hold(List.of(survivor.id(), absorbed.id()));
    for (String lock : LOCKS) {
      int found = run(lock, survivor.id(), absorbed.id()).query(Object.class).list().size();
      if (lock.contains("FROM contact ") && found < 2) {
        throw new Rejected(
            409,
            "contact-changed",
            "One of the contacts has just been erased or merged; look again.");
      }
    }
    refuseWhileErasing(survivor.id(), absorbed.id());
    unite(survivor, absorbed, take);
    MOVES.forEach(move -> run(move, survivor.id(), absorbed.id()).update());
    for (String table : tables.ofUsers()) {
      run(
              "UPDATE " + table + " SET contact_id = :survivor WHERE contact_id = :absorbed",
              survivor.id(),
              absorbed.id())
          .update();
    }
    events.publishEvent(new Contacts.Merged(survivor.id(), absorbed.id()));
    bury(survivor, absorbed);
    events.publishEvent(
        new Audited(
            "contact.merged",
            survivor.id().toString(),
            Map.of("absorbed", absorbed.id().toString())));
    return contacts.byId(survivor.id()).orElseThrow();
  }

  private JdbcClient.StatementSpec run(String sql, ContactId survivor, ContactId absorbed) {
    JdbcClient.StatementSpec statement = jdbc.sql(sql).param("absorbed", absorbed.value());
    return sql.contains(":survivor") ? statement.param("survivor", survivor.value()) : statement;
  }

  private void refuseWhileErasing(ContactId survivor, ContactId absorbed) {
    boolean erasing =
        run(
                "SELECT EXISTS (SELECT FROM contact_erasure WHERE contact_id IN (:survivor,"
                    + " :absorbed))",
                survivor,
                absorbed)
            .query(Boolean.class)
            .single();
    if (erasing) {
      throw new Rejected(
          409,
          "contact-being-erased",
          "One of the contacts asked to be erased and soon will be; nothing was merged.");
    }
  }

  private void unite(Contact survivor, Contact absorbed, Set<String> take) {
    int united =
        run(UNITE, survivor.id(), absorbed.id())
            .param("take", take.toArray(String[]::new))
            .param("largest", ContactRows.LARGEST)
            .param("now", clock.instant().atOffset(ZoneOffset.UTC))
            .update();
    if (united == 0) {
      throw new Rejected(
              422,
              "contact-invalid",
              "The contacts were not merged: their attributes would be larger than 64 KiB together;"
                  + " clear some first.")
          .with("attributes", "would be larger than 64 KiB together");
    }
  }

  /** The row goes, its name stays. */
  private void bury(Contact survivor, Contact absorbed) {
    run("DELETE FROM contact WHERE id = :absorbed", survivor.id(), absorbed.id()).update();
    run(
            """
            INSERT INTO contact_alias (external_id, contact_id, was, merged_at) VALUES (:name, :survivor, :absorbed, :now)
            """,
            survivor.id(),
            absorbed.id())
        .param("name", absorbed.externalId())
        .param("now", clock.instant().atOffset(ZoneOffset.UTC))
        .update();
  }
}
