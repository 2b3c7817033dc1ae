package io.relance.contact;

import io.relance.core.Audited;
import io.relance.core.ContactId;
import io.relance.runtime.Holds;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Forgets a contact: what was counted stays, what says who it was goes. Keyed hashes of addresses
 * on the suppression list are kept by the consent package.
 */
@Component
class Erasure {

  /** Copies of what was said: answers to other systems. */
  static final String ANSWERS =
      """
      UPDATE idempotent_answer a SET body = NULL, headers = '{}', words = '{}'
        FROM unnest(CAST(:words AS text[])) AS sought(word)
       WHERE a.words @> ARRAY[hashtextextended(CAST(to_jsonb(sought.word) AS text), 0)]
      """;

  /** Those of before their words were noted, which are gone after seven days. */
  static final String OLD_ANSWERS =
      """
      UPDATE idempotent_answer SET body = NULL, headers = '{}'
       WHERE words IS NULL AND body IS NOT NULL
         AND EXISTS (SELECT FROM unnest(CAST(:words AS text[])) AS word
                      WHERE position(convert_to(CAST(to_jsonb(word) AS text), 'UTF8') IN body) > 0
                         OR headers::text LIKE '%/' || replace(replace(word, '_', '\\_'), '%', '\\%') || '"%')
      """;

  /** Rows of files that nobody became. */
  static final String REJECTIONS =
      """
      UPDATE contact_import_rejection r SET row_text = '', reason = 'erased', complaints = '[]'
        FROM unnest(CAST(:words AS text[]), CAST(:cells AS text[])) AS sought(word, cell)
       WHERE words_of_row(r.row_text) @> words_of_row(sought.word) AND r.row_text ~* sought.cell
      """;

  private static final List<String> FORGETTING =
      List.of(
          """
          UPDATE message_attempt SET detail = NULL
           WHERE message_id IN (SELECT id FROM message WHERE contact_id = :id)
          """,
          ANSWERS,
          OLD_ANSWERS,
          REJECTIONS,
          "UPDATE message SET contact_id = NULL, detail = NULL WHERE contact_id = :id",
          "DELETE FROM event WHERE contact_id = :id",
          "UPDATE enrolment SET data = '{}', end_detail = NULL WHERE contact_id = :id",
          "DELETE FROM contact WHERE id = :id");

  /** In the order in which the router and the dispatcher come to the contact. */
  private static final List<String> LOCKS =
      List.of(
          "SELECT true FROM event WHERE contact_id = :id ORDER BY id FOR UPDATE",
          "SELECT true FROM message WHERE contact_id = :id ORDER BY id FOR UPDATE");

  private final JdbcClient jdbc;
  private final Holds holds;
  private final ImportTraces traces;
  private final PersonalTables tables;
  private final ApplicationEventPublisher events;

  Erasure(
      JdbcClient jdbc,
      Holds holds,
      ImportTraces traces,
      PersonalTables tables,
      ApplicationEventPublisher events) {
    this.jdbc = jdbc;
    this.holds = holds;
    this.traces = traces;
    this.tables = tables;
    this.events = events;
  }

  @Transactional
  public boolean erase(ContactId id) {
    holds.hold(List.of(id));
    Words words = words(id);
    // Before the contact: a batch of an import has its file first and then the contacts.
    traces.forget(words.names());
    LOCKS.forEach(sql -> lock(sql, id));
    if (!lock("SELECT id FROM contact WHERE id = :id FOR UPDATE", id)) {
      return false;
    }
    events.publishEvent(new Contacts.Erased(id));
    events.publishEvent(new Audited("contact.erased", id.toString()));
    FORGETTING.forEach(sql -> run(sql, id, words));
    for (String table : tables.ofUsers()) {
      jdbc.sql("DELETE FROM " + table + " WHERE contact_id = :id").param("id", id.value()).update();
    }
    return true;
  }

  private void run(String sql, ContactId id, Words words) {
    JdbcClient.StatementSpec statement = jdbc.sql(sql);
    if (sql.contains(":id")) {
      statement = statement.param("id", id.value());
    }
    if (sql.contains(":words")) {
      statement = statement.param("words", words.all().toArray(String[]::new));
    }
    if (sql.contains(":cells")) {
      statement = statement.param("cells", words.cells().toArray(String[]::new));
    }
    statement.update();
  }

  /**
   * What a contact may be found by in a text.
   *
   * @param names external ids, the own one and those of contacts that were merged into it
   */
  private record Words(List<String> names, List<String> addresses) {

    List<String> all() {
      return Stream.concat(names.stream(), addresses.stream()).toList();
    }

    /** Regular expressions that find a word as the whole of a cell. */
    List<String> cells() {
      return all().stream()
          .map(
              word ->
                  "(^|[,;|\t\"])\\s*'?"
                      + word.replaceAll("(?U)([^\\w])", "\\\\$1")
                      + "\\s*($|[,;|\t\"\n])")
          .toList();
    }
  }

  private Words words(ContactId id) {
    List<String> names =
        jdbc.sql("SELECT external_id FROM contact_name WHERE contact_id = :id")
            .param("id", id.value())
            .query(String.class)
            .list();
    List<String> addresses =
        jdbc.sql(
                """
                SELECT address FROM contact c CROSS JOIN LATERAL (VALUES (c.email), (c.phone)) AS a(address)
                 WHERE c.id = :id AND address IS NOT NULL
                """)
            .param("id", id.value())
            .query(String.class)
            .list();
    return new Words(names, addresses);
  }

  private boolean lock(String sql, ContactId id) {
    return !jdbc.sql(sql).param("id", id.value()).query((row, number) -> true).list().isEmpty();
  }

  /** Writes down, in the running transaction, that the contact is to be erased after it. */
  void ask(ContactId id) {
    jdbc.sql(
            """
            INSERT INTO contact_erasure (contact_id)
            SELECT id FROM contact WHERE id = :id
                ON CONFLICT DO NOTHING
            """)
        .param("id", id.value())
        .update();
  }

  /** Erases one contact that a step asked to erase; answers whether there was one. */
  @Transactional
  public boolean eraseNext() {
    Optional<Long> next =
        jdbc.sql(
                """
                SELECT contact_id FROM contact_erasure ORDER BY contact_id LIMIT 1 FOR UPDATE SKIP LOCKED
                """)
            .query(Long.class)
            .optional();
    next.map(ContactId::new).ifPresent(this::erase);
    return next.isPresent();
  }
}
