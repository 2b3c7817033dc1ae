package io.relance.report;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** One contact at a time, complete. */
@Repository
public class ContactCards {

  private final JdbcClient jdbc;
  private final WalkList walks;

  ContactCards(JdbcClient jdbc, WalkList walks) {
    this.jdbc = jdbc;
    this.walks = walks;
  }

  /** The contact with this external id. */
  public Optional<ContactCard> byExternalId(String externalId) {
    return jdbc.sql("SELECT * FROM contact WHERE external_id = :id")
        .param("id", externalId)
        .query(this::read)
        .optional();
  }

  private ContactCard read(ResultSet row, int number) throws SQLException {
    long id = row.getLong("id");
    return new ContactCard(
        id,
        row.getString("external_id"),
        row.getString("email"),
        row.getString("phone"),
        row.getString("locale"),
        row.getString("time_zone"),
        new TreeMap<>(Facts.of(row.getString("attributes"))),
        row.getInt("score"),
        Objects.requireNonNull(Rows.instant(row, "created_at")),
        Objects.requireNonNull(Rows.instant(row, "changed_at")),
        consents(id),
        walks.ofContact(id));
  }

  private List<ContactCard.Consent> consents(long contact) {
    return jdbc.sql(
            """
            SELECT c.*, r.source, CASE WHEN r.proof = '{}' THEN NULL ELSE r.proof::text END AS proof
              FROM consent c
              LEFT JOIN LATERAL (
                SELECT source, proof FROM consent_record r
                 WHERE r.contact_id = c.contact_id AND r.channel = c.channel AND r.purpose = c.purpose
                 ORDER BY r.id DESC LIMIT 1) r ON true
             WHERE c.contact_id = :contact
             ORDER BY c.channel, c.purpose
            """)
        .param("contact", contact)
        .query(
            (row, number) ->
                new ContactCard.Consent(
                    row.getString("channel"),
                    row.getString("purpose"),
                    row.getString("status"),
                    Objects.requireNonNull(Rows.instant(row, "since")),
                    row.getString("source"),
                    row.getString("proof")))
        .list();
  }
}
