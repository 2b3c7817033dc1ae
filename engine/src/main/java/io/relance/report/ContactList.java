package io.relance.report;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** All contacts with what they are in, the newest first. */
@Repository
public class ContactList {

  private final JdbcClient jdbc;

  ContactList(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** A page of those whose external id, address, number or name holds the text. */
  public Page<ContactRow> find(@Nullable String text, @Nullable String cursor, int limit) {
    Cursor from = Cursor.of(cursor);
    List<ContactRow> rows =
        jdbc.sql(
                """
                SELECT c.*, concat_ws(' ', c.attributes ->> 'firstName', c.attributes ->> 'lastName') AS full_name,
                       (SELECT count(*) FROM enrolment e WHERE e.contact_id = c.id AND e.ended_at IS NULL) AS inside,
                       (SELECT status FROM consent s
                         WHERE s.contact_id = c.id AND s.channel = 'email' AND s.purpose = 'marketing') AS email_consent
                  FROM contact c
                 WHERE c.id < :before
                   AND (:all OR c.external_id ILIKE :like OR c.email ILIKE :like OR c.phone ILIKE :like
                        OR concat_ws(' ', c.attributes ->> 'firstName', c.attributes ->> 'lastName') ILIKE :like)
                 ORDER BY c.id DESC
                 LIMIT :limit
                """)
            .param("before", from.id().isEmpty() ? Long.MAX_VALUE : before(from))
            .param("all", text == null || text.isBlank())
            .param("like", Rows.containing(text))
            .param("limit", limit + 1)
            .query(
                (row, number) ->
                    new ContactRow(
                        row.getLong("id"),
                        row.getString("external_id"),
                        row.getString("full_name"),
                        row.getString("email"),
                        row.getString("phone"),
                        row.getInt("score"),
                        row.getLong("inside"),
                        row.getString("email_consent"),
                        Objects.requireNonNull(Rows.instant(row, "created_at"))))
            .list();
    return Page.of(
        rows, limit, contact -> new Cursor(contact.createdAt(), Long.toString(contact.id())));
  }

  /** How many contacts there are. */
  public long count() {
    return jdbc.sql("SELECT count(*) FROM contact").query(Long.class).single();
  }

  /** The contact with this external id. */
  public Optional<Long> idOf(String externalId) {
    return jdbc.sql("SELECT contact_id FROM contact_name WHERE external_id = :id LIMIT 1")
        .param("id", externalId)
        .query(Long.class)
        .optional();
  }

  private static long before(Cursor cursor) {
    try {
      return Long.parseLong(cursor.id());
    } catch (NumberFormatException e) {
      return Long.MAX_VALUE;
    }
  }

  /**
   * One line of the list.
   *
   * @param name first and last name; may be empty
   * @param emailConsent granted or refused for marketing e-mail; absent when never asked
   */
  public record ContactRow(
      long id,
      String externalId,
      String name,
      @Nullable String email,
      @Nullable String phone,
      int score,
      long inside,
      @Nullable String emailConsent,
      Instant createdAt) {}
}
