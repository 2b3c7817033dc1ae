package io.relance.contact;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.endsWith;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.multipart;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import io.relance.CountingDataSource;
import io.relance.PeopleContext;
import io.relance.core.Rejected;
import java.io.ByteArrayInputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.mock.web.MockMultipartFile;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@SpringJUnitConfig(PeopleContext.class)
class ImportTest {

  @Autowired ContactImports imports;
  @Autowired ImportRunner runner;
  @Autowired ImportApi api;
  @Autowired Contacts contacts;
  @Autowired ContactFields fields;
  @Autowired CountingDataSource database;
  @Autowired JdbcClient jdbc;
  @Autowired PlatformTransactionManager transactions;

  @BeforeEach
  void begin() {
    jdbc.sql("TRUNCATE contact, contact_field, contact_import CASCADE").update();
  }

  @Test
  void takesTwentyThousandRowsAndLeavesOutTheBadOnesByName() {
    StringBuilder csv = new StringBuilder("externalId,email,firstName,age\n");
    for (int i = 1; i <= 20_000; i++) {
      csv.append(
          switch (i % 1000) {
            case 1 -> "c" + i + ",a@b@c,X,1\n";
            case 2 -> ",a@example.org,X,1\n";
            case 3 -> "c" + i + ",a@example.org,X\n";
            case 4 -> "c" + i + ",a" + i + "@example.org,\u0000,1\n";
            default -> "c" + i + ",a" + i + "@example.org,\"N, " + i + "\"," + i + "\n";
          });
    }
    ContactImport first = run(csv.toString(), Map.of());
    assertThat(first.state()).isEqualTo("done");
    assertThat(first.read()).isEqualTo(20_000);
    assertThat(first.created()).isEqualTo(19_920);
    assertThat(first.rejected()).isEqualTo(80);
    assertThat(first.doneBytes()).isEqualTo(first.totalBytes());
    assertThat(imports.rejected(first.id(), 0, 4))
        .extracting(row -> row.line() + " " + row.reason())
        .containsExactly(
            "2 email is not an e-mail address that can be written to",
            "3 externalId is missing",
            "4 the row has 3 columns, the header has 4",
            "5 the row holds a NUL character");
    assertThat(contacts.named("c20000").attributes())
        .containsEntry("firstName", "N, 20000")
        .containsEntry("age", 20_000);

    ContactImport again = run(csv.toString(), Map.of());
    assertThat(again.unchanged()).isEqualTo(19_920);
    assertThat(again.created() + again.changed()).isZero();
    assertThat(jdbc.sql("SELECT sum(length(body)) FROM contact_import").query(Long.class).single())
        .isZero();
  }

  @Test
  void storesABatchWithAHandfulOfStatements() {
    StringBuilder csv = new StringBuilder("externalId,email\nbad,x\n");
    for (int i = 0; i < 1_999; i++) {
      csv.append("c").append(i).append(",c").append(i).append("@example.org\n");
    }
    Map<String, String> agreed = Map.of("consent", "email:marketing", "proof", "fair 2026");
    start(csv.toString(), agreed);

    // Two of them only at the first use of the installation's secret, one only at the end of the
    // file.
    assertThat(database.during(runner::runOnce)).isLessThanOrEqualTo(12);
    assertThat(count("consent")).isEqualTo(1_999);

    start(csv.toString(), Map.of());
    assertThat(database.during(runner::runOnce)).as("nothing changes").isEqualTo(5);
    start(csv.toString().replace("example.org", "example.net"), Map.of());
    assertThat(database.during(runner::runOnce)).as("all change").isEqualTo(7);
    assertThat(contacts.named("c7").email()).isEqualTo("c7@example.net");
  }

  @Test
  void goesOnAfterAKillWithoutLosingOrRepeatingARow() {
    int rows = 3 * ImportRunner.BATCH + 200;
    StringBuilder csv = new StringBuilder("externalId,note\n");
    for (int i = 0; i < rows; i++) {
      csv.append("c").append(i).append(",\"line one\nline two\"\n");
    }
    UUID id = start(csv.toString(), Map.of());
    assertThat(runner.runOnce()).isEqualTo(ImportRunner.BATCH);
    new TransactionTemplate(transactions)
        .executeWithoutResult(
            status -> {
              runner.runOnce();
              status.setRollbackOnly(); // what a killed node leaves behind
            });
    assertThat(imports.byId(id).orElseThrow().read()).isEqualTo(ImportRunner.BATCH);
    drain();

    ContactImport done = imports.byId(id).orElseThrow();
    assertThat(done.state()).isEqualTo("done");
    assertThat(done.created()).isEqualTo(rows);
    assertThat(done.read()).isEqualTo(rows);
  }

  @Test
  void oneNodeAtATimeWorksAtAnImport() throws Exception {
    start("externalId\na\n", Map.of());
    new TransactionTemplate(transactions)
        .executeWithoutResult(
            status -> {
              assertThat(runner.runOnce()).isEqualTo(1);
              Thread other = new Thread(() -> assertThat(runner.runOnce()).isZero());
              other.start();
              try {
                other.join();
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
            });
  }

  @Test
  void countsAContactThatIsNamedTwiceAsCreatedAndChanged() {
    ContactImport done = run("externalId,city\na,Lyon\na,Paris\na,Paris\n", Map.of());

    assertThat(done.created()).isOne();
    assertThat(done.changed()).isOne();
    assertThat(done.unchanged()).isOne();
    assertThat(contacts.named("a").attributes()).containsEntry("city", "Paris");
  }

  @Test
  void findsTheTypeOfNewColumnsInTheWholeFile() {
    run(
        "externalId,vip,born,postcode,total,empty\n"
            + "a,true,1990-02-28,75001,12.5,\n"
            + "b,false,1991-01-01,01234,3,\n",
        Map.of());

    assertThat(types())
        .containsEntry("vip", FieldType.BOOLEAN)
        .containsEntry("born", FieldType.DATE)
        .containsEntry("postcode", FieldType.TEXT)
        .containsEntry("total", FieldType.NUMBER)
        .containsEntry("empty", FieldType.TEXT);
    assertThat(contacts.named("a").attributes())
        .containsEntry("vip", true)
        .containsEntry("total", 12.5);

    ContactImport second = run("externalId,vip\na,no\nb,perhaps\n", Map.of());
    assertThat(second.changed()).isOne();
    assertThat(imports.rejected(second.id(), 0, 1).get(0).reason())
        .isEqualTo("vip must be true or false");
  }

  @ParameterizedTest
  @CsvSource({"UTF-8,false", "UTF-8,true", "windows-1252,false", "UTF-16LE,true", "UTF-16BE,true"})
  void readsTheEncodingsThatSpreadsheetsWrite(String encoding, boolean mark) {
    byte[] csv =
        ((mark ? "\uFEFF" : "") + "externalId;prénom\na;Zoë\n").getBytes(Charset.forName(encoding));
    imports.start(
        new ByteArrayInputStream(csv),
        ImportRequest.of("x", Map.of("mapping", "prénom=firstName")),
        "me");
    drain();

    assertThat(contacts.named("a").attributes()).containsEntry("firstName", "Zoë");
  }

  @Test
  void keepsWhatEmptyCellsAndLeftOutColumnsDoNotSpeakOf() {
    contacts.put(
        "a", ContactInput.NOTHING.with("email", "a@example.org").attribute("city", "Lyon"), true);
    ContactImport done =
        run("id|EMail|city|secret\na|||x\n", Map.of("mapping", "id=externalId;secret="));

    assertThat(done.unchanged()).isOne();
    assertThat(contacts.named("a").email()).isEqualTo("a@example.org");
    assertThat(types()).doesNotContainKey("secret");
  }

  @Test
  void aRehearsalCountsAndStoresNothing() {
    ContactImport done =
        run("externalId,city,email\na,Lyon,\nb,Lyon,bad\n", Map.of("dryRun", "true"));

    assertThat(done.created()).isOne();
    assertThat(done.rejected()).isOne();
    assertThat(count("contact")).isZero();
    assertThat(count("contact_field")).isZero();
  }

  @Test
  void oneQuoteThatIsNeverClosedCostsOneRow() {
    ContactImport done = run("externalId,note\na,\"x\nb,y\nc,z\n", Map.of());

    assertThat(done.created()).isEqualTo(2);
    assertThat(imports.rejected(done.id(), 0, 9))
        .extracting(ContactImports.RejectedRow::line)
        .containsExactly(2L);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "email\na@example.org\n",
        "externalId,externalid\n1,2\n",
        "externalId,first name\n1,2\n",
        "externalId,score\n1,2\n",
        "PK\u0003\u0004externalId\n1\n"
      })
  void refusesAFileThatCannotBeReadAsAWhole(String csv) {
    assertThatThrownBy(() -> start(csv, Map.of())).isInstanceOf(Rejected.class);
    assertThat(count("contact_import")).isZero();
  }

  @Test
  void keepsTheLimitsOfSize() {
    assertThatThrownBy(() -> start("externalId" + ",".repeat(500) + "\n", Map.of()))
        .hasMessageContaining("500 columns");
    assertThatThrownBy(() -> start("externalId\n" + "x".repeat(1_100_000) + "\n", Map.of()))
        .hasMessageContaining("1 MiB");
    assertThatThrownBy(() -> start("externalId\n" + "x\n".repeat(1_000_001), Map.of()))
        .hasMessageContaining("1,000,000");
    assertThatThrownBy(() -> start("externalId,x\n" + "\"y,x\",x,\"\n".repeat(400_000), Map.of()))
        .hasMessageContaining("pair up");
  }

  @Test
  void refusesUnknownColumnsWhenAskedNotToCreateThem() {
    assertThatThrownBy(() -> start("externalId,shoe\n1,2\n", Map.of("createFields", "false")))
        .hasMessageContaining("shoe");
    assertThatThrownBy(() -> start("externalId\n1\n", Map.of("consent", "email:marketing")))
        .hasMessageContaining("proof");
    assertThatThrownBy(() -> start("externalId\n1\n", Map.of("consent", "pigeon:marketing")))
        .hasMessageContaining("consent");
  }

  @Test
  void answersOverHttpAsTheApiSays() throws Exception {
    MockMvc http =
        MockMvcBuilders.standaloneSetup(api)
            .setControllerAdvice(new PeopleContext.Refusals())
            .build();
    String body =
        http.perform(
                multipart("/api/imports")
                    .file(
                        new MockMultipartFile(
                            "file",
                            "../x.csv",
                            "text/csv",
                            "externalId,email\na,=bad\n".getBytes(UTF_8)))
                    .param("delimiter", ","))
            .andExpect(status().isAccepted())
            .andExpect(jsonPath("$.state").value("running"))
            .andExpect(jsonPath("$.fileName").value("x.csv"))
            .andReturn()
            .getResponse()
            .getContentAsString();
    String id = com.jayway.jsonpath.JsonPath.read(body, "$.id");
    http.perform(post("/api/imports/" + id + "/pause"))
        .andExpect(jsonPath("$.state").value("paused"));
    assertThat(runner.runOnce()).isZero();
    http.perform(post("/api/imports/" + id + "/resume"))
        .andExpect(jsonPath("$.state").value("running"));
    drain();

    http.perform(get("/api/imports/" + id))
        .andExpect(jsonPath("$.state").value("done"))
        .andExpect(jsonPath("$.read").value(1))
        .andExpect(jsonPath("$.rejected").value(1))
        .andExpect(jsonPath("$.rejectedRows").value(endsWith("/rejected")));
    http.perform(post("/api/imports/" + id + "/pause")).andExpect(status().isConflict());
    http.perform(get("/api/imports/" + UUID.randomUUID())).andExpect(status().isNotFound());
    http.perform(get("/api/imports/x")).andExpect(status().isNotFound());
    String second =
        http.perform(
                post("/api/imports")
                    .contentType("text/csv;charset=UTF-8")
                    .content("externalId\n=1+1,\n"))
            .andExpect(status().isAccepted())
            .andReturn()
            .getResponse()
            .getHeader("Location");
    drain();
    http.perform(get("/api/imports")).andExpect(jsonPath("$.items.length()").value(2));
    assertThat(
            http.perform(get(second + "/rejected"))
                .andReturn()
                .getResponse()
                .getContentAsString(StandardCharsets.UTF_8))
        .contains("\"'=1+1,\"");
  }

  private ContactImport run(String csv, Map<String, String> parameters) {
    UUID id = start(csv, parameters);
    drain();
    return imports.byId(id).orElseThrow();
  }

  private UUID start(String csv, Map<String, String> parameters) {
    return imports
        .start(
            new ByteArrayInputStream(csv.getBytes(UTF_8)),
            ImportRequest.of("contacts.csv", parameters),
            "me")
        .id();
  }

  private void drain() {
    int done = runner.runOnce();
    while (done > 0) {
      done = runner.runOnce();
    }
  }

  private long count(String table) {
    return jdbc.sql("SELECT count(*) FROM " + table).query(Long.class).single();
  }

  private Map<String, FieldType> types() {
    return fields.all().stream()
        .collect(java.util.stream.Collectors.toMap(ContactField::name, ContactField::type));
  }
}
