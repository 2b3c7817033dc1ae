package io.relance.report;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** One contact at a time, complete. */
@Repository
public class ContactCards {

  private static final String BY_TOKEN = "api:token:";

  private final JdbcClient jdbc;
  private final WalkList walks;

  ContactCards(JdbcClient jdbc, WalkList walks) {
    this.jdbc = jdbc;
    this.walks = walks;
  }

  /** The contact with this external id, or with one of a contact that was merged into it. */
  public Optional<ContactCard> byExternalId(String externalId) {
    return jdbc.sql(
            """
            SELECT * FROM contact WHERE id = (SELECT contact_id FROM contact_name WHERE external_id = :id LIMIT 1)
            """)
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
        named(touched(Facts.of(row.getString("touched")))),
        row.getInt("score"),
        Objects.requireNonNull(Rows.instant(row, "created_at")),
        Objects.requireNonNull(Rows.instant(row, "changed_at")),
        consents(id),
        walks.ofContact(id));
  }

  private static Map<String, ContactCard.Touch> touched(Map<String, Object> json) {
    Map<String, ContactCard.Touch> touched = new TreeMap<>();
    json.forEach(
        (field, touch) -> {
          if (touch instanceof Map<?, ?> facts) {
            touched.put(
                field,
                new ContactCard.Touch(
                    Instant.parse(String.valueOf(facts.get("at"))),
                    String.valueOf(facts.get("by"))));
          }
        });
    return touched;
  }

  /** What an API token wrote is shown with the name that the token was given. */
  private Map<String, ContactCard.Touch> named(Map<String, ContactCard.Touch> touched) {
    Set<String> prefixes =
        touched.values().stream()
            .map(ContactCard.Touch::by)
            .filter(by -> by.startsWith(BY_TOKEN))
            .map(by -> by.substring(BY_TOKEN.length()))
            .collect(Collectors.toSet());
    if (prefixes.isEmpty()) {
      return touched;
    }
    Map<String, String> names = new HashMap<>();
    jdbc.sql("SELECT prefix, name FROM api_token WHERE prefix IN (:prefixes)")
        .param("prefixes", prefixes)
        .query(
            row -> {
              names.put(BY_TOKEN + row.getString("prefix"), "api:" + row.getString("name"));
            });
    touched.replaceAll(
        (field, touch) ->
            new ContactCard.Touch(touch.at(), names.getOrDefault(touch.by(), touch.by())));
    return touched;
  }

  private List<ContactCard.Consent> consents(long contact) {
    return jdbc.sql(
            """
            SELECT c.*, r.source, COALESCE(r.basis, 'consent') AS basis, r.text_version, nullif(r.proof::text, '{}') AS proof
              FROM consent c
              LEFT JOIN LATERAL (
                SELECT source, basis, text_version, proof
                  FROM consent_record r
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
                    row.getString("basis"),
                    row.getString("text_version"),
                    row.getString("proof")))
        .list();
  }
}
