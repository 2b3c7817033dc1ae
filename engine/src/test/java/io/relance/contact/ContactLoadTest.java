package io.relance.contact;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.relance.CountingDataSource;
import io.relance.PeopleContext;
import io.relance.Plans;
import io.relance.contact.ContactRows.Change;
import io.relance.contact.ContactRows.Outcome;
import io.relance.contact.ContactRows.Row;
import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Thousands of contacts at once become what they would become one after the other. */
@SpringJUnitConfig(PeopleContext.class)
class ContactLoadTest {

  @Autowired ContactLoad load;
  @Autowired ContactRows rows;
  @Autowired ContactImports imports;
  @Autowired ImportRunner runner;
  @Autowired Contacts contacts;
  @Autowired CountingDataSource database;
  @Autowired JdbcClient jdbc;
  @Autowired PlatformTransactionManager transactions;

  private TransactionTemplate transaction;

  @BeforeEach
  void begin() {
    transaction = new TransactionTemplate(transactions);
    jdbc.sql("TRUNCATE contact, contact_field, contact_import CASCADE").update();
  }

  @Test
  void doesWhatOneAfterTheOtherWouldDo() {
    long seed = new Random().nextLong();
    System.out.println("ContactLoadTest: seed " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 60; round++) {
      List<Row> known = some(random, 10);
      List<Row> given = some(random, 1 + random.nextInt(25));
      List<Outcome> alone = new ArrayList<>();
      List<String> expected =
          tried(known, () -> given.forEach(row -> alone.addAll(rows.write(List.of(row), "me"))));
      List<Outcome> rehearsed = new ArrayList<>();
      List<String> untouched = tried(known, () -> rehearsed.addAll(load.rehearse(given, "me")));
      List<Outcome> together = new ArrayList<>();
      List<String> found = tried(known, () -> together.addAll(load.write(given, "me")));

      String what = "seed " + seed + ", round " + round + ": " + known + " then " + given;
      assertThat(found).as(what).isEqualTo(expected);
      assertThat(changes(together)).as(what).isEqualTo(changes(alone));
      assertThat(changes(rehearsed)).as(what).isEqualTo(changes(alone));
      assertThat(untouched).as(what).isEqualTo(tried(known, () -> {}));
    }
  }

  private static List<Change> changes(List<Outcome> outcomes) {
    return outcomes.stream().map(Outcome::change).toList();
  }

  /** What is in the table after the deed; all of it is taken back. */
  private List<String> tried(List<Row> known, Runnable deed) {
    return transaction.execute(
        status -> {
          status.setRollbackOnly();
          rows.write(
              known.stream().filter(row -> !row.externalId().equals("alias")).toList(), "before");
          jdbc.sql(
                  """
                  INSERT INTO contact_alias (external_id, contact_id, was, merged_at)
                  SELECT 'alias', id, 1, now() FROM contact WHERE external_id = 'c3'
                  """)
              .update();
          deed.run();
          return jdbc.sql(
                  """
                  SELECT concat_ws(' ', external_id, email, phone, locale, time_zone, attributes, touched) FROM contact ORDER BY 1
                  """)
              .query(String.class)
              .list();
        });
  }

  private static List<Row> some(Random random, int count) {
    return IntStream.range(0, count).mapToObj(i -> one(random)).toList();
  }

  private static Row one(Random random) {
    ContactInput input = ContactInput.NOTHING;
    if (random.nextBoolean()) {
      input = input.with("email", random.nextInt(3) + "@example.org");
    }
    if (random.nextInt(4) == 0) {
      input = input.with("locale", random.nextBoolean() ? "fr" : "en");
    }
    if (random.nextBoolean()) {
      input =
          input.attribute(
              "city", random.nextInt(4) == 0 ? null : "Ville \"\\\t\n" + random.nextInt(2));
    }
    if (random.nextInt(3) == 0) {
      input = input.attribute("sum", new BigDecimal(random.nextBoolean() ? "1.0" : "1"));
    }
    if (random.nextInt(4) == 0) {
      input = input.attribute("list", List.of("a", random.nextInt(2)));
    }
    if (random.nextInt(12) == 0) {
      input = input.attribute("long", "x".repeat(40_000 + random.nextInt(2) * 30_000));
    }
    if (random.nextInt(12) == 0) {
      input = input.attribute("also", "y".repeat(40_000));
    }
    int who = random.nextInt(9);
    return new Row(who == 8 ? "alias" : "c" + who, input);
  }

  @Test
  void theSameFileAgainWritesNoContact() {
    String csv = people(3_000);
    run(csv);
    List<String> before = versions();
    ContactImport again = run(csv);

    assertThat(again.unchanged()).isEqualTo(3_000);
    assertThat(versions()).isEqualTo(before);
  }

  private List<String> versions() {
    return jdbc.sql("SELECT id || ' ' || xmin FROM contact ORDER BY id").query(String.class).list();
  }

  @Test
  void aRowThatCannotBeStoredCostsItselfAlone() {
    // Too long for the index of names, and nothing that could be compressed.
    String name =
        new Random(7)
            .ints(9_000, 'a', 'z' + 1)
            .mapToObj(Character::toString)
            .collect(Collectors.joining());
    StringBuilder csv = new StringBuilder("externalId,firstName,lastName,postcode\n");
    for (int i = 0; i < 300; i++) {
      csv.append("c").append(i).append(",Ada,").append(i == 77 ? name : "Byron").append(",1\n");
    }
    ContactImport done = run(csv.toString());

    assertThat(done.created()).isEqualTo(299);
    assertThat(imports.rejected(done.id(), 0, 9))
        .extracting(row -> row.line() + " " + row.reason())
        .containsExactly("79 the row could not be stored");
  }

  @Test
  void aContactThatSomebodyElseCreatesAtTheSameMomentIsChanged() throws Exception {
    start("externalId,email\na,a@example.org\nb,b@example.org\n");
    try (Connection other = database.getConnection()) {
      other.setAutoCommit(false);
      other
          .createStatement()
          .executeUpdate(
              "INSERT INTO contact (external_id, email, created_at, changed_at) VALUES ('b', 'old@example.org', now(), now())");
      CompletableFuture<Integer> batch = CompletableFuture.supplyAsync(runner::runOnce);
      awaitSomebodyWaiting();
      other.commit();
      assertThat(batch.get()).isEqualTo(2);
    }
    assertThat(contacts.named("a").email()).isEqualTo("a@example.org");
    assertThat(contacts.named("b").email()).isEqualTo("b@example.org");
  }

  private void awaitSomebodyWaiting() {
    while (jdbc.sql("SELECT count(*) FROM pg_locks WHERE NOT granted").query(Long.class).single()
        == 0) {
      Thread.onSpinWait();
    }
  }

  @Test
  void onlyWhoChangesIsLockedWhileABatchRuns() {
    run("externalId,email\nsame,s@example.org\nother,o@example.org\n");
    start("externalId,email\nsame,s@example.org\nother,new@example.org\n");
    transaction.executeWithoutResult(
        status -> {
          runner.runOnce();
          assertThat(CompletableFuture.supplyAsync(() -> isFree("same")).join()).isTrue();
          assertThat(CompletableFuture.supplyAsync(() -> isFree("other")).join()).isFalse();
        });
  }

  /** Whether a sender could take the contact now. */
  private boolean isFree(String externalId) {
    try (Connection other = database.getConnection()) {
      other
          .createStatement()
          .executeQuery(
              "SELECT FROM contact WHERE external_id = '" + externalId + "' FOR SHARE NOWAIT");
      return true;
    } catch (SQLException e) {
      return false;
    }
  }

  @Test
  void looksUpWhomItIsAboutHoweverManyThereAre() {
    jdbc.sql(
            """
            INSERT INTO contact (external_id, created_at, changed_at)
            SELECT 'c' || n, now(), now() FROM generate_series(1, 60000) n
            """)
        .update();
    jdbc.sql("ANALYZE contact").update();
    String names =
        IntStream.range(0, 2_000).mapToObj(i -> "c" + i).collect(Collectors.joining(","));
    String ords =
        IntStream.range(0, 2_000).mapToObj(Integer::toString).collect(Collectors.joining(","));
    String nulls = String.join(",", java.util.Collections.nCopies(2_000, "NULL"));
    String objects = String.join(",", java.util.Collections.nCopies(2_000, "\"{}\""));
    String empty = String.join(",", java.util.Collections.nCopies(2_000, "\"\""));
    Map<String, String> values = new LinkedHashMap<>();
    values.put("ords", "integer[] '{" + ords + "}'");
    values.put("names", "text[] '{" + names + "}'");
    for (String none : List.of("emails", "phones", "locales", "zones")) {
      values.put(none, "text[] '{" + nulls + "}'");
    }
    values.put("attributes", "text[] '{" + objects + "}'");
    values.put("cleared", "text[] '{" + empty + "}'");
    values.put("largest", "integer 65536");
    assertThat(Plans.of(jdbc, transaction, ContactLoad.FIND, values))
        .allSatisfy(
            plan ->
                assertThat(plan)
                    .contains("contact_external_id_key")
                    .doesNotContain("Seq Scan on contact"));

    values.put("ids", "bigint[] '{" + ords + "}'");
    values.put("stamp", "text '{}'");
    values.put("now", "timestamptz '2027-03-01'");
    for (String setting : List.of("enable_seqscan", "enable_hashjoin", "enable_mergejoin")) {
      assertThat(ContactLoad.ONE_BY_ONE).contains(setting);
    }
    List<String> plans = new ArrayList<>();
    transaction.executeWithoutResult(
        status -> {
          status.setRollbackOnly();
          plans.addAll(plansOneByOne(values));
        });
    assertThat(plans)
        .allSatisfy(
            plan ->
                assertThat(plan)
                    .contains("contact_pkey")
                    .contains("Nested Loop")
                    .doesNotContain("Seq Scan on contact"));
  }

  private List<String> plansOneByOne(Map<String, String> values) {
    jdbc.sql(ContactLoad.ONE_BY_ONE).query((row, n) -> true).list();
    return Plans.of(jdbc, transaction, ContactLoad.CHANGE, values);
  }

  private static String people(int count) {
    StringBuilder csv = new StringBuilder("externalId,email,city\n");
    for (int i = 0; i < count; i++) {
      csv.append("c").append(i).append(",c").append(i).append("@example.org,Lyon\n");
    }
    return csv.toString();
  }

  private ContactImport run(String csv) {
    UUID id = start(csv);
    int done = runner.runOnce();
    while (done > 0) {
      done = runner.runOnce();
    }
    return imports.byId(id).orElseThrow();
  }

  private UUID start(String csv) {
    return imports
        .start(
            new ByteArrayInputStream(csv.getBytes(UTF_8)),
            ImportRequest.of("x.csv", Map.of()),
            "me")
        .id();
  }
}
