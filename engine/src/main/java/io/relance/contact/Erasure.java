package io.relance.contact;

import io.relance.core.Audited;
import io.relance.core.ContactId;
import io.relance.runtime.Tokens;
import java.util.List;
import java.util.Optional;
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

  private static final List<String> FORGETTING =
      List.of(
          """
          UPDATE message_attempt SET detail = NULL
           WHERE message_id IN (SELECT id FROM message WHERE contact_id = :id)
          """,
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
  private final Tokens tokens;
  private final ApplicationEventPublisher events;

  Erasure(JdbcClient jdbc, Tokens tokens, ApplicationEventPublisher events) {
    this.jdbc = jdbc;
    this.tokens = tokens;
    this.events = events;
  }

  @Transactional
  public boolean erase(ContactId id) {
    tokens.hold(List.of(id));
    LOCKS.forEach(sql -> lock(sql, id));
    if (!lock("SELECT id FROM contact WHERE id = :id FOR UPDATE", id)) {
      return false;
    }
    events.publishEvent(new Contacts.Erased(id));
    events.publishEvent(new Audited("contact.erased", id.toString()));
    FORGETTING.forEach(sql -> jdbc.sql(sql).param("id", id.value()).update());
    return true;
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
