package io.relance.contact;

import io.relance.runtime.Pump;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Takes the values of deleted fields from the contacts, some thousands per transaction. */
@Component
class FieldCleaning implements Pump {

  private static final int PIECE = 2000;

  private final JdbcClient jdbc;
  private final TransactionTemplate piece;

  FieldCleaning(JdbcClient jdbc, PlatformTransactionManager transactions) {
    this.jdbc = jdbc;
    this.piece = new TransactionTemplate(transactions);
  }

  @Override
  public String name() {
    return "field-cleaning";
  }

  @Override
  public int runOnce() {
    return Objects.requireNonNull(piece.execute(status -> next().map(this::clean).orElse(0)));
  }

  private record Leaving(String name, long cleanedTo) {}

  private Optional<Leaving> next() {
    return jdbc.sql(
            """
            SELECT name, cleaned_to
              FROM contact_field
             WHERE deleted_at IS NOT NULL
             ORDER BY deleted_at
             LIMIT 1
               FOR UPDATE SKIP LOCKED
            """)
        .query((row, number) -> new Leaving(row.getString(1), row.getLong(2)))
        .optional();
  }

  private int clean(Leaving field) {
    Long last =
        jdbc.sql(
                """
                SELECT max(id)
                  FROM (SELECT id FROM contact WHERE id > :from ORDER BY id LIMIT :piece) AS few
                """)
            .param("from", field.cleanedTo())
            .param("piece", PIECE)
            .query((row, number) -> upTo(row.getLong(1)))
            .list()
            .get(0);
    return last == null ? end(field) : clean(field, last);
  }

  private static @Nullable Long upTo(long id) {
    return id == 0 ? null : id;
  }

  private int clean(Leaving field, long last) {
    jdbc.sql(
            """
            UPDATE contact
               SET attributes = attributes - :name, touched = touched - :name
             WHERE id > :from AND id <= :last
               AND (jsonb_exists(attributes, :name) OR jsonb_exists(touched, :name))
            """)
        .param("name", field.name())
        .param("from", field.cleanedTo())
        .param("last", last)
        .update();
    jdbc.sql("UPDATE contact_field SET cleaned_to = :last WHERE name = :name")
        .param("name", field.name())
        .param("last", last)
        .update();
    return 1;
  }

  /** A change that was under way when the field was deleted may have left a value behind. */
  private int end(Leaving field) {
    jdbc.sql(
            """
            DELETE FROM contact_field
             WHERE name = :name
               AND NOT EXISTS (SELECT FROM contact WHERE jsonb_exists(attributes, :name))
            """)
        .param("name", field.name())
        .update();
    jdbc.sql("UPDATE contact_field SET cleaned_to = 0 WHERE name = :name AND cleaned_to <> 0")
        .param("name", field.name())
        .update();
    return 1;
  }
}
