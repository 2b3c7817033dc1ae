package io.relance.contact;

import static org.assertj.core.api.Assertions.assertThat;

import io.relance.PeopleContext;
import io.relance.Plans;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Erasure finds copies of what was said of a person without reading all that others said. */
@SpringJUnitConfig(PeopleContext.class)
class ErasureLookupTest {

  @Autowired Contacts contacts;
  @Autowired JdbcClient jdbc;
  @Autowired PlatformTransactionManager transactions;

  @BeforeEach
  @AfterEach
  void empty() {
    jdbc.sql("TRUNCATE contact, contact_import, idempotent_answer CASCADE").update();
  }

  @Test
  void findsWordsInRejectedRowsAndAnswersByTheirIndexes() {
    rejections("'c' || n || ';c' || n || '@example.org;' || n", 20_000);
    jdbc.sql(
            """
            INSERT INTO idempotent_answer (caller, key, body_hash, status, body, words, at)
            SELECT 'me', 'k' || n, '\\x00', 200, '{}', ARRAY[n, n + 1, 7], now() FROM generate_series(1, 20000) n
            """)
        .update();
    jdbc.sql("ANALYZE contact_import_rejection, idempotent_answer").update();
    TransactionTemplate transaction = new TransactionTemplate(transactions);
    Map<String, String> values =
        Map.of(
            "words",
            "text[] '{c77,c77@example.org,+33612345678}'",
            "cells",
            "text[] '{c77,c77@,33}'");

    assertThat(Plans.of(jdbc, transaction, Erasure.REJECTIONS, values))
        .allSatisfy(
            plan ->
                assertThat(plan)
                    .contains("contact_import_rejection_words")
                    .doesNotContain("Seq Scan on contact_import_rejection"));
    assertThat(Plans.of(jdbc, transaction, Erasure.ANSWERS, values))
        .allSatisfy(
            plan ->
                assertThat(plan)
                    .contains("idempotent_answer_words")
                    .doesNotContain("Seq Scan on idempotent_answer"));
    assertThat(Plans.of(jdbc, transaction, Erasure.OLD_ANSWERS, values))
        .allSatisfy(plan -> assertThat(plan).contains("idempotent_answer_unread"));
  }

  @Test
  void blanksTheRowsOfThePersonHoweverTheyAreWritten() {
    var who =
        contacts
            .put("a,b 17", ContactInput.NOTHING.with("email", "Ada.Byron@example.org"), false)
            .contact()
            .id();
    List<String> hers =
        List.of(
            "\"a,b 17\";x",
            "ada.byron@example.org;x",
            "x;  'ADA.BYRON@example.org ;y",
            "x|\"ada.byron@example.org\"|y");
    List<String> others =
        List.of("a;b 17", "xada.byron@example.org;y", "ada.byron@example.org.uk", "b 17,a");
    hers.forEach(row -> rejections("'" + row.replace("'", "''") + "'", 1));
    others.forEach(row -> rejections("'" + row.replace("'", "''") + "'", 1));
    contacts.erase(who);

    assertThat(
            jdbc.sql("SELECT row_text FROM contact_import_rejection WHERE row_text <> ''")
                .query(String.class)
                .list())
        .containsExactlyInAnyOrderElementsOf(others);
  }

  private void rejections(String row, int count) {
    jdbc.sql(
            """
            WITH file AS (
              INSERT INTO contact_import (id, file_name, body, settings, state, total_bytes, started_by, started_at)
              VALUES (gen_random_uuid(), 'x.csv', '', '{}', 'done', 0, 'me', now())
              RETURNING id)
            INSERT INTO contact_import_rejection (import_id, line, reason, row_text)
            SELECT file.id, n, 'no', %s FROM file, generate_series(1, :count) n
            """
                .formatted(row))
        .param("count", count)
        .update();
  }
}
