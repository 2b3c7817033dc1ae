package io.relance.contact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.relance.RelanceTest;
import io.relance.access.Permission;
import io.relance.access.Tokens;
import io.relance.core.Channel;
import io.relance.core.ContactId;
import io.relance.core.Rejected;
import io.relance.journey.Enrolments;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** What a person may ask for: all that is kept of them, and to be forgotten; and the export. */
class RightsTest extends RelanceTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @Autowired private PersonalTables tables;
  @Autowired private Retention retention;
  @Autowired private Enrolments enrolments;
  @Autowired private ContactImports imports;
  @Autowired private ImportRunner runner;
  @Autowired private ContactExport export;
  @Autowired private Tokens tokens;

  @BeforeEach
  void token() {
    tokens.adopt("rights", EnumSet.allOf(Permission.class), "rights-test-token");
  }

  private HttpResponse<String> api(String method, String path, String body, String... headers) {
    var request =
        request(path)
            .header("Authorization", "Bearer rights-test-token")
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return send(request);
  }

  /** Somebody of whom something is kept in as many places as there are. */
  private ContactId zelda() {
    publish("welcome");
    api(
        "PUT",
        "/api/contacts/zelda-17?createFields=true",
        """
        {"email": "zelda@trace.example", "phone": "+33612345678",
         "attributes": {"firstName": "Zeldaline", "lastName": "Traceworth"}}
        """,
        "Idempotency-Key",
        "zelda-1");
    ContactId zelda = contacts.named("zelda-17").id();
    grant(zelda, Channel.EMAIL);
    enrolments.enrol(
        "welcome", new Enrolments.Entry(zelda, null, "{\"who\": \"Zeldaline\"}", null));
    settle();
    tell(zelda, "Said", null, Map.of("words", "I am Zeldaline, zelda@trace.example"));
    settle();
    start(
        "externalId,email,note\nbob,nonsense,Bob\nzelda-17,zelda@trace@example,Zeldaline\n",
        Map.of());
    while (runner.runOnce() > 0) {
      // to its end
    }
    ContactImport paused =
        start("externalId,firstName\nann,Ann\nzelda-17,Zeldaline\n\"x\",Xavier\n", Map.of());
    imports.pause(paused.id());
    return zelda;
  }

  private ContactImport start(String csv, Map<String, String> parameters) {
    return imports.start(
        new ByteArrayInputStream(csv.getBytes(StandardCharsets.UTF_8)),
        ImportRequest.of("x.csv", parameters),
        "me");
  }

  @Test
  void everyTableIsInTheAccessExportOrLeftOutForAReason() {
    Set<String> unknown =
        new TreeSet<>(
            jdbc.sql(
                    """
                    SELECT c.relname
                      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                     WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition
                    """)
                .query(String.class)
                .list());
    unknown.removeAll(tables.conditions().keySet());
    unknown.removeAll(PersonalTables.LEFT_OUT.keySet());
    unknown.removeIf(table -> table.startsWith("act_"));
    assertThat(unknown)
        .as("tables of which PersonalTables says neither how a person's rows are found nor why not")
        .isEmpty();
    assertThat(PersonalTables.LEFT_OUT.values()).noneMatch(String::isBlank);
  }

  @Test
  void aPersonGetsAllThatIsKept() throws Exception {
    ContactId zelda = zelda();
    JsonNode all = JSON.readTree(api("GET", "/api/contacts/zelda-17/access", "").body());

    assertThat(all.at("/data/contact/0/email").asText()).isEqualTo("zelda@trace.example");
    assertThat(all.at("/data/consent_record/0/status").asText()).isEqualTo("granted");
    assertThat(all.at("/data/event").findValuesAsText("name")).contains("Said");
    assertThat(all.at("/data/message")).isNotEmpty();
    assertThat(all.at("/data/message_attempt")).isNotEmpty();
    assertThat(all.at("/data/enrolment/0/data/who").asText()).isEqualTo("Zeldaline");
    assertThat(all.at("/data/trail")).isNotEmpty();
    assertThat(
            jdbc.sql("SELECT what FROM audit WHERE action = 'contact.access-exported'")
                .query(String.class)
                .list())
        .containsExactly(zelda.toString());

    byte[] zip =
        http.send(
                request("/api/contacts/zelda-17/access?format=csv")
                    .header("Authorization", "Bearer rights-test-token")
                    .GET()
                    .build(),
                BodyHandlers.ofByteArray())
            .body();
    Map<String, String> files = new java.util.TreeMap<>();
    ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip));
    for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
      files.put(entry.getName(), new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
    assertThat(files.get("contact.csv")).contains("zelda@trace.example");
    assertThat(files.get("event.csv")).contains("Said");
    assertThat(api("GET", "/api/contacts/zelda-17/access?format=xml", "").statusCode())
        .isEqualTo(422);
    assertThat(api("GET", "/api/contacts/nobody/access", "").statusCode()).isEqualTo(404);
  }

  @Test
  void noTableHoldsATraceOfWhoWasErasedAndTheBooksBalance() {
    subscriber("other", it -> it);
    ContactId zelda = zelda();
    long entered = jdbc.sql("SELECT count(*) FROM enrolment").query(Long.class).single();
    long sent = jdbc.sql("SELECT count(*) FROM message").query(Long.class).single();
    assertThat(traces()).isNotEmpty();

    assertThat(contacts.erase(zelda)).isTrue();
    settle();

    assertThat(traces()).isEmpty();
    assertThat(jdbc.sql("SELECT count(*) FROM enrolment").query(Long.class).single())
        .isEqualTo(entered);
    assertThat(jdbc.sql("SELECT count(*) FROM message").query(Long.class).single()).isEqualTo(sent);
    assertTheBooksBalance();

    // The file that waited brings the others, and not the one who is erased.
    jdbc.sql("UPDATE contact_import SET state = 'running' WHERE state = 'paused'").update();
    while (runner.runOnce() > 0) {
      // to its end
    }
    assertThat(contacts.byExternalId("ann")).isPresent();
    assertThat(contacts.byExternalId("x")).isPresent();
    assertThat(contacts.byExternalId("zelda-17")).isEmpty();
    assertThat(
            api(
                    "PUT",
                    "/api/contacts/zelda-17?createFields=true",
                    """
                    {"email": "zelda@trace.example", "phone": "+33612345678",
                     "attributes": {"firstName": "Zeldaline", "lastName": "Traceworth"}}
                    """,
                    "Idempotency-Key",
                    "zelda-1")
                .statusCode())
        .as("the same call again, which is answered and not done")
        .isEqualTo(201);
    assertThat(contacts.byExternalId("zelda-17")).isEmpty();
  }

  /** Every table with a text that names her, and the text. */
  private List<String> traces() {
    List<String> traces = new ArrayList<>();
    for (String table :
        jdbc.sql(
                """
                SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
                 WHERE schemaname NOT IN ('pg_catalog', 'information_schema')
                """)
            .query(String.class)
            .list()) {
      jdbc.sql(
              "SELECT t::text AS it FROM "
                  + table
                  + " t WHERE t::text ~* 'zeldaline|traceworth|zelda@trace|zelda-17|33612345678' OR"
                  + " t::text ILIKE '%' || encode(convert_to('Zeldaline', 'UTF8'), 'hex') || '%' OR"
                  + " t::text ILIKE '%' || encode(convert_to('zelda@trace', 'UTF8'), 'hex') || '%'")
          .query(String.class)
          .list()
          .forEach(row -> traces.add(table + ": " + row));
    }
    return traces;
  }

  @Test
  void forgetsWhoWasSilentForThreeYearsWhomOpensDoNotKeepAndClicksDo() {
    ContactId silent = subscriber("silent", it -> it);
    ContactId opener = subscriber("opener", it -> it);
    ContactId clicker = subscriber("clicker", it -> it);
    ContactId agreeing = subscriber("agreeing", it -> it);
    moveTo(Duration.ofDays(400));
    tell(opener, "MailOpened", null, Map.of());
    tell(clicker, "LinkClicked", null, Map.of());
    grant(agreeing, Channel.SMS);
    settle();

    moveTo(Duration.ofDays(3 * 365));
    assertThat(retention.run()).doesNotContainKey("contacts");
    moveTo(Duration.ofDays(3 * 365 + 3));
    assertThat(retention.run()).containsEntry("contacts", 2L);
    assertThat(contacts.byId(silent)).isEmpty();
    assertThat(contacts.byId(opener)).isEmpty();
    assertThat(contacts.byId(clicker)).isPresent();
    assertThat(contacts.byId(agreeing)).isPresent();
    assertThat(
            jdbc.sql("SELECT detail ->> 'contacts' FROM audit WHERE action = 'retention.applied'")
                .query(String.class)
                .list())
        .containsExactly("2");
  }

  @Test
  void forgetsRejectedRowsAndUnfinishedFilesAfterThirtyDays() {
    start("externalId,email\na,nonsense\n", Map.of());
    while (runner.runOnce() > 0) {
      // to its end
    }
    imports.pause(start("externalId\nb\n", Map.of()).id());
    moveTo(Duration.ofDays(29));
    assertThat(retention.run()).isEmpty();
    moveTo(Duration.ofDays(31));
    assertThat(retention.run()).containsEntry("imports", 2L);
    assertThat(jdbc.sql("SELECT sum(length(body)) FROM contact_import").query(Long.class).single())
        .isZero();
  }

  @Test
  void exportsContactsThatAnImportCanReadAgainAndNoSpreadsheetRuns() throws Exception {
    contacts.put(
        "a",
        ContactInput.NOTHING
            .with("phone", "+33612345678")
            .attribute("note", "=HYPERLINK(\"http://evil\")")
            .attribute("minus", -5)
            .attribute("vip", false)
            .attribute("tags", List.of("x", "y")),
        true);
    contacts.put("@b", ContactInput.NOTHING.attribute("note", "été; \"oui\"\n2"), true);

    HttpResponse<String> answer =
        api("GET", "/api/contacts/export?delimiter=semicolon&bom=true", "");

    assertThat(answer.headers().firstValue("Content-Type").orElse("")).contains("text/csv");
    assertThat(answer.body())
        .startsWith(
            "\uFEFFexternalId;email;phone;locale;timeZone;score;createdAt;changedAt;minus;note;tags;vip")
        .contains("a;;'+33612345678;;;0;2027-03-01T08:00:00Z;")
        .contains(";-5;\"'=HYPERLINK(\"\"http://evil\"\")\";x|y;false")
        .contains("'@b;")
        .contains("\"été; \"\"oui\"\"\n2\"");
    assertThat(
            jdbc.sql("SELECT what FROM audit WHERE action = 'contacts.exported'")
                .query(String.class)
                .list())
        .containsExactly("everyone");

    ContactImport again =
        start(
            answer.body(),
            Map.of("mapping", "score=;createdAt=;changedAt=", "createFields", "false"));
    while (runner.runOnce() > 0) {
      // to its end
    }
    assertThat(imports.named(again.id()).unchanged()).isEqualTo(2);

    assertThat(api("GET", "/api/contacts/export?of=segment:nobody", "").statusCode())
        .isEqualTo(422);
    assertThat(api("GET", "/api/contacts/export?delimiter=x", "").statusCode()).isEqualTo(422);
  }

  @Test
  void exportsInConstantMemoryAndTwoAtATime() throws Exception {
    jdbc.sql(
            """
            INSERT INTO contact (external_id, email, created_at, changed_at)
            SELECT 'many-' || i, 'many-' || i || '@example.org', now(), now() FROM generate_series(1, 3000) i
            """)
        .update();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    var wanted = ContactExport.Wanted.of(Map.of());
    try (var one = export.prepare(wanted);
        var two = export.prepare(wanted)) {
      assertThatThrownBy(() -> export.prepare(wanted))
          .isInstanceOfSatisfying(Rejected.class, e -> assertThat(e.status()).isEqualTo(429));
      one.writeTo(out);
      assertThat(two).isNotNull();
    }
    assertThat(out.toString(StandardCharsets.UTF_8).lines()).hasSize(3001);
    export.prepare(wanted).close();
  }
}
