package io.relance.journey;

import io.relance.core.ContactId;
import io.relance.journey.Enrolments.Entry;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * The next piece of a run, and what became of it: written in the transaction of the piece, so that
 * whoever goes on after a kill finds it all in the row.
 */
@Repository
class EnrolmentRunPieces {

  static final int PIECE = 200;

  /** So many in a row are hardly the contacts' own trouble. */
  static final int MOST_IN_A_ROW = 50;

  private final JdbcClient jdbc;
  private final Clock clock;

  EnrolmentRunPieces(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /**
   * Where a run stands.
   *
   * @param suspects of the next entries, how many are known to hold one who cannot enter
   * @param chosen whether only some of the contacts enter, noted when the run began
   */
  record Stand(
      UUID run,
      String journey,
      long contactPosition,
      long contactLast,
      long itemPosition,
      int piece,
      int suspects,
      boolean chosen) {

    boolean amongContacts() {
      return contactPosition < contactLast;
    }

    /** How many come next: half of the suspects, until one is left. */
    int size() {
      return suspects > 1 ? suspects / 2 : suspects == 1 ? 1 : piece;
    }
  }

  /** Somebody who is next: a contact, or an external id that no contact has. */
  record Next(
      long position,
      @Nullable ContactId contact,
      @Nullable String externalId,
      @Nullable String objectId) {

    boolean isKnown() {
      return contact != null;
    }

    Entry entry() {
      if (contact == null) {
        throw new IllegalStateException("nobody is called " + externalId);
      }
      return new Entry(contact, objectId, "{}", null);
    }
  }

  /** A piece of a run, taken until the transaction ends; contacts of the range, or items. */
  record Piece(Stand stand, boolean ofContacts, List<Next> entries) {

    long position() {
      return entries.get(entries.size() - 1).position();
    }
  }

  /** Takes the oldest running run that no other node works at. */
  Optional<Stand> take() {
    return jdbc.sql(
            """
            SELECT id, journey_key, contact_position, contact_last, item_position, piece, suspects,
                   source = 'segment' AS chosen
              FROM enrolment_run
             WHERE state = 'running'
             ORDER BY started_at, id
             LIMIT 1
               FOR UPDATE SKIP LOCKED
            """)
        .query(
            (row, number) ->
                new Stand(
                    row.getObject("id", UUID.class),
                    row.getString("journey_key"),
                    row.getLong("contact_position"),
                    row.getLong("contact_last"),
                    row.getLong("item_position"),
                    row.getInt("piece"),
                    row.getInt("suspects"),
                    row.getBoolean("chosen")))
        .optional();
  }

  /** Who comes next; nobody at the end. */
  Piece next(Stand stand) {
    if (stand.amongContacts()) {
      List<Next> contacts = contacts(stand);
      // The last ones of the range may have been erased since.
      if (!contacts.isEmpty()) {
        return new Piece(stand, true, contacts);
      }
    }
    return new Piece(stand, false, items(stand));
  }

  private List<Next> contacts(Stand stand) {
    return jdbc.sql(
            stand.chosen()
                ? """
                  SELECT m.contact_id, coalesce(c.id, a.contact_id)
                    FROM enrolment_run_contact m
                    LEFT JOIN contact c ON c.id = m.contact_id
                    LEFT JOIN contact_alias a ON a.was = m.contact_id
                   WHERE m.run_id = :run AND m.contact_id > :position AND m.contact_id <= :last
                     AND (c.id IS NOT NULL
                          -- whoever is left of a merge stands for those who are gone, once, unless noted too
                          OR (a.contact_id IS NOT NULL
                              AND NOT EXISTS (SELECT FROM enrolment_run_contact o
                                               WHERE o.run_id = m.run_id
                                                 AND (o.contact_id = a.contact_id
                                                      OR (o.contact_id < m.contact_id
                                                          AND o.contact_id IN (SELECT b.was FROM contact_alias b
                                                                                WHERE b.contact_id = a.contact_id))))))
                   ORDER BY m.contact_id
                   LIMIT :size
                  """
                : "SELECT id, id FROM contact WHERE id > :position AND id <= :last ORDER BY id LIMIT :size")
        .param("run", stand.run())
        .param("position", stand.contactPosition())
        .param("last", stand.contactLast())
        .param("size", stand.size())
        .query((row, number) -> new Next(row.getLong(1), new ContactId(row.getLong(2)), null, null))
        .list();
  }

  private List<Next> items(Stand stand) {
    return jdbc.sql(
            """
            SELECT i.n, i.external_id, nullif(i.object_id, '') AS object_id, c.contact_id
              FROM enrolment_run_item i
              LEFT JOIN contact_name c ON c.external_id = i.external_id
             WHERE i.run_id = :run AND i.n > :position
             ORDER BY i.n
             LIMIT :size
            """)
        .param("run", stand.run())
        .param("position", stand.itemPosition())
        .param("size", stand.size())
        .query(EnrolmentRunPieces::item)
        .list();
  }

  private static Next item(ResultSet row, int number) throws SQLException {
    Long contact = row.getObject("contact_id", Long.class);
    return new Next(
        row.getLong("n"),
        contact == null ? null : new ContactId(contact),
        row.getString("external_id"),
        row.getString("object_id"));
  }

  /** The piece is done: those who are known entered, but for the ones who were inside already. */
  void advance(Piece piece, int entered) {
    List<Next> unknown = piece.entries().stream().filter(next -> !next.isKnown()).toList();
    if (!unknown.isEmpty()) {
      noteUnknown(piece.stand().run(), unknown);
    }
    int size = piece.entries().size();
    int suspects = Math.max(0, piece.stand().suspects() - size);
    jdbc.sql(
            """
            UPDATE enrolment_run
               SET contact_position = :contacts, item_position = :items,
                   done = done + :size, entered = entered + :entered, unknown = unknown + :unknown,
                   already_inside = already_inside + :inside,
                   suspects = :suspects, piece = :piece,
                   in_a_row = CASE WHEN :entered > 0 THEN 0 ELSE in_a_row END
             WHERE id = :run
            """)
        .param("contacts", contactsAfter(piece))
        .param("items", itemsAfter(piece))
        .param("size", size)
        .param("entered", entered)
        .param("unknown", unknown.size())
        .param("inside", size - entered - unknown.size())
        .param("suspects", suspects)
        .param(
            "piece",
            suspects > 0 ? piece.stand().piece() : Math.min(PIECE, 2 * piece.stand().piece()))
        .param("run", piece.stand().run())
        .update();
  }

  /** Nobody is left; who was named is forgotten. */
  void finish(Stand stand) {
    jdbc.sql(
            """
            UPDATE enrolment_run
               SET state = 'done', ended_at = :now, contact_position = contact_last,
                   suspects = 0, piece = :piece, in_a_row = 0
             WHERE id = :run
            """)
        .param("now", now())
        .param("piece", PIECE)
        .param("run", stand.run())
        .update();
    for (String named : List.of("enrolment_run_item", "enrolment_run_contact")) {
      jdbc.sql("DELETE FROM " + named + " WHERE run_id = :run").param("run", stand.run()).update();
    }
  }

  /** A piece failed and was rolled back: the next one is half of it. */
  void suspect(Piece piece) {
    jdbc.sql("UPDATE enrolment_run SET suspects = :suspects" + WHERE_IT_WAS)
        .param("suspects", piece.entries().size())
        .param("run", piece.stand().run())
        .param("contacts", piece.stand().contactPosition())
        .param("items", piece.stand().itemPosition())
        .update();
  }

  /**
   * The one who cannot enter is found, written down and passed by. The next pieces begin small:
   * where one fails, the next one often does, too.
   */
  void isolate(Piece piece, String reason) {
    Next culprit = piece.entries().get(0);
    int noted =
        jdbc.sql(
                """
                UPDATE enrolment_run
                   SET contact_position = :contactsAfter, item_position = :itemsAfter,
                       done = done + 1, failed = failed + 1, suspects = 0, piece = 1, in_a_row = in_a_row + 1,
                       state = CASE WHEN state = 'running' AND in_a_row + 1 >= :most THEN 'paused' ELSE state END,
                       failure = CASE WHEN state = 'running' AND in_a_row + 1 >= :most THEN 'many-failures' ELSE failure END
                """
                    + WHERE_IT_WAS)
            .param("contactsAfter", contactsAfter(piece))
            .param("itemsAfter", itemsAfter(piece))
            .param("most", MOST_IN_A_ROW)
            .param("run", piece.stand().run())
            .param("contacts", piece.stand().contactPosition())
            .param("items", piece.stand().itemPosition())
            .update();
    if (noted == 1) {
      jdbc.sql(
              """
              INSERT INTO enrolment_run_failure (run_id, contact_id, object_id, reason, at)
              VALUES (:run, :contact, coalesce(:object, ''), :reason, :now)
              """)
          .param("run", piece.stand().run())
          .param("contact", culprit.entry().contact().value())
          .param("object", culprit.objectId())
          .param("reason", reason)
          .param("now", now())
          .update();
    }
  }

  /** The journey takes nobody: the run waits until a person resumes it. */
  void pause(Stand stand, String why) {
    jdbc.sql(
            "UPDATE enrolment_run SET state = 'paused', failure = :why WHERE id = :run AND state ="
                + " 'running'")
        .param("why", why)
        .param("run", stand.run())
        .update();
  }

  /** Another node may have gone on since the piece was rolled back, or a person ended the run. */
  private static final String WHERE_IT_WAS =
      """
       WHERE id = :run AND ended_at IS NULL AND contact_position = :contacts AND item_position = :items
      """;

  private void noteUnknown(UUID run, List<Next> unknown) {
    jdbc.sql(
            """
            INSERT INTO enrolment_run_failure (run_id, external_id, object_id, reason, at)
            SELECT :run, u.external_id, u.object_id, 'unknown-contact', :now
              FROM unnest(CAST(:names AS text[]), CAST(:objects AS text[])) WITH ORDINALITY
                AS u(external_id, object_id, n)
             ORDER BY u.n
            """)
        .param("run", run)
        .param("now", now())
        .param("names", unknown.stream().map(Next::externalId).toArray(String[]::new))
        .param(
            "objects",
            unknown.stream()
                .map(next -> next.objectId() == null ? "" : next.objectId())
                .toArray(String[]::new))
        .update();
  }

  private static long contactsAfter(Piece piece) {
    return piece.ofContacts() ? piece.position() : piece.stand().contactLast();
  }

  private static long itemsAfter(Piece piece) {
    return piece.ofContacts() ? piece.stand().itemPosition() : piece.position();
  }

  private OffsetDateTime now() {
    return clock.instant().atOffset(ZoneOffset.UTC);
  }
}
