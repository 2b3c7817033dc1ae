package io.relance.runtime;

import io.relance.core.ContactId;
import java.util.Collection;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Whose tokens the running transaction may move: whoever starts, moves or ends tokens, or stores an
 * event that nobody waits for, holds their contacts until its end, on whatever node. So two batches
 * never meet at one token, and no event falls between its arrival and a token that begins to wait
 * for it.
 */
@Component
public class Holds {

  private static final int LOCKS = 7_265;

  private final JdbcClient jdbc;

  Holds(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Waits until these contacts are ours, before any row of theirs is locked. All contacts of a
   * transaction in one call: in one order for everybody, hence without deadlock.
   */
  public void hold(Collection<ContactId> contacts) {
    jdbc.sql(
            """
            SELECT count(pg_advisory_xact_lock(:locks, one))
              FROM (SELECT DISTINCT CAST(contact % 2147483647 AS integer) AS one
                      FROM unnest(:contacts) AS contact
                     ORDER BY 1) ordered
            """)
        .param("locks", LOCKS)
        .param("contacts", contacts.stream().map(ContactId::value).toArray(Long[]::new))
        .query(Long.class)
        .single();
  }

  /**
   * In SQL, whether the contact of this expression is ours from now on; false, without waiting,
   * while somebody else holds it. To be asked of rows that are certain, each once.
   */
  public static String held(String contact) {
    return "pg_try_advisory_xact_lock(%d, CAST(%s %% 2147483647 AS integer))"
        .formatted(LOCKS, contact);
  }
}
