package io.relance.report;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Messages and their fate, the newest first. */
@Repository
public class MessageList {

  private static final String FIELDS =
      """
      SELECT m.*, c.external_id
        FROM message m
        LEFT JOIN contact c ON c.id = m.contact_id
      """;

  private final JdbcClient jdbc;

  MessageList(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * A page of the messages that fit, the newest first (their ids are ordered by time); whatever is
   * not given does not matter.
   */
  public Page<MessageFate> find(Wanted wanted, @Nullable String cursor, int limit) {
    Cursor from = Cursor.of(cursor);
    List<MessageFate> rows =
        jdbc.sql(
                FIELDS
                    + """
                     WHERE (CAST(:contact AS text) IS NULL
                            OR m.contact_id = (SELECT contact_id FROM contact_name WHERE external_id = :contact LIMIT 1))
                       AND (CAST(:journey AS text) IS NULL OR m.journey_key = :journey)
                       AND (CAST(:state AS text) IS NULL OR m.state = :state)
                       AND m.id < :before
                     ORDER BY m.id DESC
                     LIMIT :limit
                    """)
            .param("contact", wanted.contact())
            .param("journey", wanted.journey())
            .param("state", wanted.state() == null ? null : wanted.state().toUpperCase(Locale.ROOT))
            .param("before", from.uuid())
            .param("limit", limit + 1)
            .query(MessageList::read)
            .list();
    return Page.of(
        rows, limit, message -> new Cursor(message.createdAt(), message.id().toString()));
  }

  /** One message. */
  public Optional<MessageFate> byId(UUID id) {
    return jdbc.sql(FIELDS + " WHERE m.id = :id")
        .param("id", id)
        .query(MessageList::read)
        .optional();
  }

  private static MessageFate read(ResultSet row, int number) throws SQLException {
    return new MessageFate(
        row.getObject("id", UUID.class),
        row.getString("external_id"),
        row.getString("journey_key"),
        row.getInt("version"),
        row.getString("step"),
        row.getString("channel"),
        row.getString("purpose"),
        row.getString("state"),
        row.getString("reason"),
        row.getString("detail"),
        row.getInt("attempt"),
        Objects.requireNonNull(Rows.instant(row, "created_at")),
        Objects.requireNonNull(Rows.instant(row, "due_at")),
        Rows.instant(row, "settled_at"),
        row.getString("provider_ref"));
  }

  /** Which messages; a contact by external id, a journey by key, a state by its word. */
  public record Wanted(
      @Nullable String contact, @Nullable String journey, @Nullable String state) {}
}
