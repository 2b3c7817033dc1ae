package io.relance.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.relance.ApiTest;
import io.relance.CountingDataSource;
import io.relance.Sketch;
import io.relance.contact.NamedContacts;
import io.relance.journey.EnrolmentRunPieces.Piece;
import io.relance.journey.check.Diagram.Reentry;
import io.relance.report.Incidents;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Whole sets of contacts enter: all of them, once each, whatever happens meanwhile. */
@NullUnmarked
class EnrolmentRunTest extends ApiTest {

  private static final String DOOR = "/api/journeys/rest/enrolments";
  private static final String RUNS = "/api/journeys/rest/enrolment-runs";

  @Autowired private EnrolmentRunPieces pieces;
  @Autowired private EnrolmentRuns runs;
  @Autowired private Enrolments enrolments;
  @Autowired private PlatformTransactionManager transactions;
  @Autowired private DataSource database;
  @Autowired private Incidents incidents;

  private EnrolmentRunner runner;

  @BeforeEach
  void aJourneyThatBeginsWithATimer() {
    publishDiagram(resting("rest", ""));
    runner = new EnrolmentRunner(pieces, enrolments, transactions);
  }

  /** The first step is a timer in the contact's zone: who has no readable zone cannot start. */
  private static String resting(String key, String properties) {
    return Sketch.journey(
        key,
        properties
            + Sketch.start("start")
            + Sketch.timer("nap", "P2D")
            + Sketch.end("end", "rested")
            + Sketch.flow("start", "nap")
            + Sketch.flow("nap", "end"));
  }

  private void people(int count) {
    jdbc.sql(
            """
            INSERT INTO contact (external_id, email, time_zone, created_at, changed_at)
            SELECT 'c-' || i, 'c' || i || '@example.com', 'Europe/Paris', now(), now()
              FROM generate_series(1, :count) AS i
            """)
        .param("count", count)
        .update();
  }

  private void breakTheZoneOf(String... externalIds) {
    jdbc.sql("UPDATE contact SET time_zone = 'Mars/Olympus' WHERE external_id IN (:ids)")
        .param("ids", List.of(externalIds))
        .update();
  }

  private void mendAllZones() {
    jdbc.sql("UPDATE contact SET time_zone = 'Europe/Paris'").update();
  }

  private static String names(int from, int to) {
    return IntStream.rangeClosed(from, to)
        .mapToObj(i -> "c-" + i)
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private Answer send(String type, byte[] body) {
    return new Answer(
        send(authorized(DOOR).header("Content-Type", type).POST(BodyPublishers.ofByteArray(body))));
  }

  private Answer send(String type, String body) {
    return send(type, body.getBytes(StandardCharsets.UTF_8));
  }

  private String everyone() {
    return call("POST", DOOR, "{\"segment\": \"everyone\"}").ok(202).path("link").asText();
  }

  private int drain() {
    int turns = 0;
    while (runner.runOnce() > 0) {
      turns++;
    }
    return turns;
  }

  private void assertEverybodyIsInsideOnce(long count) {
    assertThat(ends("rest")).isEqualTo(Map.of("inside", count));
    assertThat(
            jdbc.sql("SELECT count(DISTINCT contact_id) FROM enrolment").query(Long.class).single())
        .isEqualTo(count);
    assertTheBooksBalance();
  }

  private void assertTheCountsAddUp(JsonNode run) {
    assertThat(run.path("done").asLong())
        .as(run.toString())
        .isEqualTo(
            run.path("entered").asLong()
                + run.path("alreadyInside").asLong()
                + run.path("unknown").asLong()
                + run.path("failed").asLong());
  }

  // ------------------------------------------------------------------ who enters

  @Test
  void everyoneEntersOnce() {
    people(450);
    String run = everyone();
    personWhoComesLater();
    assertThat(read(run).ok(200).path("state").asText()).isEqualTo("running");
    settle();

    JsonNode done = read(run).ok(200);
    assertThat(done.path("state").asText()).isEqualTo("done");
    assertThat(done.path("source").asText()).isEqualTo("everyone");
    assertThat(done.path("total").asInt()).isEqualTo(450);
    assertThat(done.path("entered").asInt()).isEqualTo(450);
    assertTheCountsAddUp(done);
    assertEverybodyIsInsideOnce(450);
    moveTo(Duration.ofDays(3));
    assertThat(ends("rest")).isEqualTo(Map.of("rested", 450L));
  }

  @Test
  void theMembersOfASegmentEnterAsTheyWereAtTheBeginning() {
    people(450);
    jdbc.sql("UPDATE contact SET score = 50 WHERE id % 2 = 0").update();
    String half = "{\"kind\": \"field\", \"field\": \"score\", \"op\": \"atLeast\", \"value\": 50}";
    call("POST", "/api/segments", "{\"id\": \"half\", \"name\": \"Half\", \"rule\": " + half + "}")
        .ok(201);
    JsonNode begun = call("POST", DOOR, "{\"segment\": \"half\"}").ok(202);
    assertThat(begun.path("source").asText()).isEqualTo("segment");
    assertThat(begun.path("segment").asText()).isEqualTo("half");
    assertThat(begun.path("total").asInt()).isEqualTo(225);
    call("DELETE", "/api/segments/half").problem(409, "segment-in-use");
    jdbc.sql("UPDATE contact SET score = 100 - score").update();
    String erased =
        jdbc.sql("SELECT external_id FROM contact WHERE id % 2 = 0 ORDER BY id DESC LIMIT 1")
            .query(String.class)
            .single();
    contacts.erase(contacts.named(erased).id());
    runner.runOnce();
    JsonNode halted = call("POST", begun.path("link").asText() + "/pause").ok(200);
    assertThat(halted.path("entered").asInt()).isEqualTo(200);
    assertThat(drain()).isZero();
    call("POST", begun.path("link").asText() + "/resume").ok(200);
    settle();

    JsonNode done = read(begun.path("link").asText()).ok(200);
    assertThat(done.path("state").asText()).isEqualTo("done");
    assertThat(done.path("entered").asInt()).isEqualTo(224);
    assertThat(
            jdbc.sql(
                    """
                    SELECT count(*) FROM enrolment e JOIN contact c ON c.id = e.contact_id
                     WHERE e.journey_key = 'rest' AND c.id % 2 = 0
                    """)
                .query(Long.class)
                .single())
        .isEqualTo(224);
    assertThat(jdbc.sql("SELECT count(*) FROM enrolment_run_contact").query(Long.class).single())
        .isZero();
    assertThat(call("DELETE", "/api/segments/half").status()).isEqualTo(204);
  }

  @Test
  void whoCannotEnterOutOfASegmentIsFoundAndTriedAgain() {
    people(30);
    breakTheZoneOf("c-7", "c-20");
    call("POST", "/api/segments", "{\"name\": \"Press\", \"kind\": \"list\"}").ok(201);
    call("POST", "/api/segments/press/members", "{\"add\": [\"c-1\", \"c-7\", \"c-20\", \"c-30\"]}")
        .ok(200);
    String run = call("POST", DOOR, "{\"segment\": \"press\"}").ok(202).path("link").asText();
    settle();
    JsonNode failed = read(run).ok(200);
    assertThat(failed.path("entered").asInt()).isEqualTo(2);
    assertThat(failed.path("failed").asInt()).isEqualTo(2);
    mendAllZones();
    call("POST", run + "/retry").ok(200);
    settle();
    assertThat(read(run).ok(200).path("entered").asInt()).isEqualTo(4);
    assertTheCountsAddUp(read(run).ok(200));
  }

  @Test
  void whoIsMergedIntoSomebodyTheRunHasPassedEntersAllTheSame() {
    people(450);
    call("POST", "/api/segments", "{\"name\": \"Press\", \"kind\": \"list\"}").ok(201);
    String members =
        IntStream.rangeClosed(101, 450)
            .mapToObj(i -> "\"c-" + i + "\"")
            .collect(Collectors.joining(",", "{\"add\": [", "]}"));
    call("POST", "/api/segments/press/members", members).ok(200);
    String run = call("POST", DOOR, "{\"segment\": \"press\"}").ok(202).path("link").asText();
    runner.runOnce();
    // c-50 is no member; c-150 is one and has entered; c-440 is one and has not.
    call("POST", "/api/contacts/c-50/merge", "{\"with\": \"c-400\"}").ok(200);
    call("POST", "/api/contacts/c-50/merge", "{\"with\": \"c-401\"}").ok(200);
    call("POST", "/api/contacts/c-150/merge", "{\"with\": \"c-410\"}").ok(200);
    call("POST", "/api/contacts/c-440/merge", "{\"with\": \"c-420\"}").ok(200);
    drain();

    assertThat(
            jdbc.sql(
                    """
                    SELECT c.external_id FROM enrolment e JOIN contact c ON c.id = e.contact_id
                     WHERE c.external_id IN ('c-50', 'c-150', 'c-440', 'c-100') ORDER BY 1
                    """)
                .query(String.class)
                .list())
        .containsExactly("c-150", "c-440", "c-50");
    assertEverybodyIsInsideOnce(350 - 3);
    JsonNode done = read(run).ok(200);
    assertThat(done.path("state").asText()).isEqualTo("done");
    assertTheCountsAddUp(done);
  }

  private void personWhoComesLater() {
    jdbc.sql(
            "INSERT INTO contact (external_id, created_at, changed_at) VALUES ('later', now(), now())")
        .update();
  }

  @Test
  void everyoneIsNobodyWhereThereIsNobody() {
    String run = everyone();
    settle();
    assertThat(read(run).ok(200).path("state").asText()).isEqualTo("done");
    assertThat(ends("rest")).isEmpty();
  }

  @Test
  void aListOfLinesLetsInWhomItNamesAndSaysWhoIsUnknownRepeatedOrInsideAlready() {
    people(300);
    call("POST", DOOR, "{\"contact\": \"c-7\"}").ok(201);
    Answer answer = send("text/plain", names(1, 250) + "\n  c-3  \r\nc-7\nnobody\n=cmd()\nc-250");
    String run = answer.ok(202).path("link").asText();
    assertThat(answer.http().headers().firstValue("Location")).contains(run);
    assertThat(answer.json().path("source").asText()).isEqualTo("list");
    settle();

    JsonNode done = read(run).ok(200);
    assertThat(done.path("total").asInt()).isEqualTo(252);
    assertThat(done.path("repeated").asInt()).isEqualTo(3);
    assertThat(done.path("entered").asInt()).isEqualTo(249);
    assertThat(done.path("alreadyInside").asInt()).isEqualTo(1);
    assertThat(done.path("unknown").asInt()).isEqualTo(2);
    assertThat(done.path("failed").asInt()).isZero();
    assertTheCountsAddUp(done);
    assertThat(done.path("failures").findValuesAsText("contact"))
        .containsExactly("nobody", "=cmd()");
    assertThat(read(run + "/rejected").http().body())
        .isEqualTo(
            "externalId,objectId,reason\r\nnobody,,unknown-contact\r\n'=cmd(),,unknown-contact\r\n");
    assertEverybodyIsInsideOnce(250);
    assertThat(jdbc.sql("SELECT count(*) FROM enrolment_run_item").query(Long.class).single())
        .as("names that are kept for longer than needed")
        .isZero();
  }

  @ParameterizedTest
  @CsvSource({"UTF-8,false", "UTF-8,true", "windows-1252,false", "UTF-16LE,true"})
  void aFileMayHaveOtherColumnsAndTheEncodingOfASpreadsheet(String encoding, boolean mark) {
    people(1);
    subscriber("zoë", input -> input);
    String csv =
        (mark ? "\uFEFF" : "") + "prénom;ExternalId;objectId\nA;c-1;cart-1\nB;zoë;\nA;c-1;cart-2\n";
    JsonNode started = send("text/csv", csv.getBytes(Charset.forName(encoding))).ok(202);
    assertThat(started.path("total").asInt()).isEqualTo(3);
    settle();
    assertThat(read(started.path("link").asText()).ok(200).path("entered").asInt()).isEqualTo(3);
    read(DOOR + "/rest:c-1:cart-2").ok(200);
    read(DOOR + "/rest:zoë".replace("ë", "%C3%AB")).ok(200);
  }

  @Test
  void anUploadedFileIsNamedInItsRun() {
    people(3);
    String border = "----x";
    String body =
        "--%s\r\nContent-Disposition: form-data; name=\"file\"; filename=\"../fair.txt\"\r\nContent-Type: text/plain\r\n\r\nc-1\nc-2\r\n--%s--\r\n"
            .formatted(border, border);
    JsonNode started = send("multipart/form-data; boundary=" + border, body).ok(202);
    assertThat(started.path("fileName").asText()).isEqualTo("fair.txt");
    assertThat(started.path("source").asText()).isEqualTo("file");
    settle();
    assertEverybodyIsInsideOnce(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "text/csv   | 'name,email~a,b~'          | file-without-ids | no column externalId",
        "text/csv   | 'externalId,x~c-1~'        | file-bad-line | line 2",
        "text/csv   | 'externalId~'              | file-empty | names no contact",
        "text/plain | ''                         | file-empty | names no contact",
        "text/plain | 'PK\u0003\u0004'           | import-invalid | spreadsheet",
      })
  void refusesAFileThatNamesNobody(String type, String body, String problemType, String words) {
    JsonNode problem = send(type, body.replace('~', '\n')).problem(422, problemType);
    assertThat(problem.path("detail").asText()).contains(words);
    assertThat(read(RUNS).ok(200).path("items")).isEmpty();
  }

  @Test
  void aMillionLinesAreEnough() {
    send("text/plain", "c-1\n".repeat(1_000_001)).problem(413, "too-large");
    assertThat(read(RUNS).ok(200).path("items")).isEmpty();
  }

  @Test
  void aRepeatedRequestStartsNoSecondRun() {
    people(3);
    String first = once("text/plain", names(1, 3));
    assertThat(once("text/plain", names(1, 3))).isEqualTo(first);
    assertThat(read(RUNS).ok(200).path("items")).hasSize(1);
  }

  private String once(String type, String body) {
    return new Answer(
            send(
                authorized(DOOR)
                    .header("Content-Type", type)
                    .header("Idempotency-Key", "again")
                    .POST(BodyPublishers.ofString(body))))
        .ok(202)
        .path("id")
        .asText();
  }

  @Test
  void aRepeatedLineDoesNotRestartAWalkWhereContactsMayAlwaysComeAgain() {
    publishDiagram(
        resting(
            "rest",
            "<bpmn:extensionElements><camunda:properties><camunda:property name=\"relance.reentry\" value=\"always\" /></camunda:properties></bpmn:extensionElements>"));
    people(250);
    send("text/plain", names(1, 250) + names(1, 250)).ok(202);
    settle();
    assertEverybodyIsInsideOnce(250);
  }

  @Test
  void asksForAJourneyThatTakesSomebodyIn() {
    people(1);
    call("POST", "/api/journeys/nowhere/enrolments", "{\"segment\": \"everyone\"}")
        .problem(404, "unknown-journey");
    call("POST", DOOR, "{\"segment\": \"all\"}").problem(404, "segment-not-found");
    call("POST", DOOR, "{\"segment\": 7}").problem(422, "invalid-enrolment");
    call("POST", DOOR, "{\"segment\": \"everyone\", \"contact\": \"c-1\"}")
        .problem(422, "invalid-enrolment");
    call("POST", "/api/journeys/rest/pause").ok(200);
    call("POST", DOOR, "{\"segment\": \"everyone\"}").problem(409, "not-live");
    send("text/plain", "c-1").problem(409, "not-live");
    read(RUNS + "/x").problem(404, "unknown-enrolment-run");
    read("/api/journeys/nowhere/enrolment-runs").problem(404, "unknown-journey");
  }

  // ------------------------------------------------------------------ who cannot

  @Test
  void oneAmongAThousandWhoCannotEnterKeepsNobodyOut() {
    people(1000);
    breakTheZoneOf("c-437");
    String run = everyone();
    int turns = drain();

    JsonNode done = read(run).ok(200);
    assertThat(done.path("state").asText()).isEqualTo("done");
    assertThat(done.path("entered").asInt()).isEqualTo(999);
    assertThat(done.path("failed").asInt()).isEqualTo(1);
    assertTheCountsAddUp(done);
    JsonNode failure = done.path("failures").get(0);
    assertThat(failure.path("contact").asText()).isEqualTo("c-437");
    assertThat(failure.path("reason").asText()).contains("Mars/Olympus");
    assertThat(turns).as("tries until it was found").isLessThan(30);
    assertEverybodyIsInsideOnce(999);

    breakTheZoneOf("c-437");
    assertThat(call("POST", run + "/retry").ok(200).path("retried").asInt()).isEqualTo(1);
    drain();
    assertThat(read(run).ok(200).path("failed").asInt()).isEqualTo(1);
    mendAllZones();
    assertThat(call("POST", run + "/retry").ok(200).path("retried").asInt()).isEqualTo(1);
    drain();
    JsonNode mended = read(run).ok(200);
    assertThat(mended.path("state").asText()).isEqualTo("done");
    assertThat(mended.path("entered").asInt()).isEqualTo(1000);
    assertThat(mended.path("failed").asInt()).isZero();
    assertThat(mended.path("failures")).isEmpty();
    assertEverybodyIsInsideOnce(1000);
  }

  @Test
  void everyPlaceInAPieceIsFound() {
    people(420);
    breakTheZoneOf("c-1", "c-2", "c-200", "c-201", "c-333", "c-420");
    send("text/plain", names(1, 420) + "nobody\n").ok(202);
    drain();
    JsonNode done = read(RUNS).ok(200).path("items").get(0);
    assertThat(done.path("entered").asInt()).isEqualTo(414);
    assertThat(done.path("failed").asInt()).isEqualTo(6);
    assertThat(done.path("unknown").asInt()).isEqualTo(1);
    assertEverybodyIsInsideOnce(414);
  }

  @Test
  void aCauseThatKeepsEverybodyOutPausesTheRunInsteadOfFailingThemAll() {
    people(300);
    jdbc.sql("UPDATE contact SET time_zone = 'Mars/Olympus'").update();
    String run = everyone();
    drain();
    JsonNode paused = read(run).ok(200);
    assertThat(paused.path("state").asText()).isEqualTo("paused");
    assertThat(paused.path("reason").asText()).contains("in a row");
    assertThat(paused.path("failed").asInt()).isEqualTo(EnrolmentRunPieces.MOST_IN_A_ROW);
    assertThat(ends("rest")).isEmpty();

    mendAllZones();
    call("POST", run + "/retry").ok(200);
    drain();
    assertThat(read(run).ok(200).path("entered").asInt()).isEqualTo(300);
    assertEverybodyIsInsideOnce(300);
  }

  @Test
  void aCauseStandsInOperationsOnceUntilItsContactsEnter() {
    people(5);
    breakTheZoneOf("c-1", "c-2");
    everyone();
    send("text/plain", "c-1\n").ok(202);
    drain();
    assertThat(read("/api/journeys/rest/statistics").ok(200).path("entered").asInt()).isEqualTo(3);
    assertThat(incidents.notEntered())
        .singleElement()
        .satisfies(
            cause -> {
              assertThat(cause.journey()).isEqualTo("rest");
              assertThat(cause.count()).as("two contacts, one of them in two runs").isEqualTo(2);
              assertThat(cause.anyContact()).isEqualTo("c-1");
            });

    mendAllZones();
    String reason = incidents.notEntered().get(0).reason();
    assertThat(runs.retry("rest", "another reason")).isZero();
    assertThat(runs.retry("rest", reason)).isEqualTo(3);
    drain();
    assertThat(incidents.notEntered()).isEmpty();
    read(RUNS).ok(200).path("items").forEach(this::assertTheCountsAddUp);
    assertEverybodyIsInsideOnce(5);
  }

  @Test
  void theApisOwnListIsolatesThemToo() {
    people(100);
    breakTheZoneOf("c-41");
    String list =
        IntStream.rangeClosed(1, 100)
            .mapToObj(i -> "{\"contact\":\"c-" + i + "\"}")
            .collect(Collectors.joining(",", "[", ",{\"contact\":\"c-1\"},{\"contact\":\"no\"}]"));
    JsonNode answer = call("POST", DOOR, list).ok(202);
    assertThat(answer.path("entered").asInt()).isEqualTo(99);
    assertThat(answer.path("alreadyInside").asInt()).isEqualTo(1);
    assertThat(answer.path("rejected").findValuesAsText("index")).containsExactly("40", "101");
    assertThat(answer.path("rejected").findValuesAsText("type"))
        .containsExactly("could-not-enter", "unknown-contact");
    assertEverybodyIsInsideOnce(99);
  }

  @Test
  void theErasedLeaveNoNameBehind() {
    people(3);
    breakTheZoneOf("c-1");
    String failed = everyone();
    drain();
    assertThat(read(failed).ok(200).path("failures")).hasSize(1);
    String waiting = send("text/plain", "c-1\nc-2\n").ok(202).path("link").asText();
    call("DELETE", "/api/contacts/c-1");
    settle();
    assertThat(read(failed).ok(200).path("failures")).isEmpty();
    assertThat(read(failed).ok(200).path("failed").asInt()).isEqualTo(1);
    assertThat(call("POST", failed + "/retry").ok(200).path("retried").asInt()).isZero();
    assertThat(read(waiting).ok(200).path("unknown").asInt()).isZero();
  }

  // ------------------------------------------------------------------ interruptions

  @Test
  void aKilledNodeNeitherLosesNorDoublesAnybody() {
    people(950);
    breakTheZoneOf("c-450");
    String run = everyone();
    assertThat(runner.runOnce()).isEqualTo(200);
    new TransactionTemplate(transactions)
        .executeWithoutResult(
            status -> {
              assertThat(runner.runOnce()).isEqualTo(200);
              status.setRollbackOnly(); // what a node leaves behind that dies before its commit
            });
    assertThat(read(run).ok(200).path("done").asInt()).isEqualTo(200);
    assertThat(ends("rest")).isEqualTo(Map.of("inside", 200L));

    int turns = 0;
    do {
      // Another node each time: nothing is remembered but what is in the row.
      runner = new EnrolmentRunner(new EnrolmentRunPieces(jdbc, clock), enrolments, transactions);
      turns++;
    } while (runner.runOnce() > 0 && turns < 100);
    JsonNode done = read(run).ok(200);
    assertThat(done.path("state").asText()).isEqualTo("done");
    assertThat(done.path("entered").asInt()).isEqualTo(949);
    assertThat(done.path("alreadyInside").asInt()).isZero();
    assertEverybodyIsInsideOnce(949);
  }

  @Test
  void pausesResumesAndEnds() {
    people(600);
    String run = everyone();
    runner.runOnce();
    assertThat(call("POST", run + "/pause").ok(200).path("state").asText()).isEqualTo("paused");
    assertThat(runner.runOnce()).isZero();
    assertThat(call("POST", run + "/resume").ok(200).path("state").asText()).isEqualTo("running");
    runner.runOnce();
    assertThat(call("POST", run + "/cancel").ok(200).path("state").asText()).isEqualTo("cancelled");
    assertThat(runner.runOnce()).isZero();
    call("POST", run + "/resume").problem(409, "enrolment-run-cancelled");
    call("POST", run + "/pause").problem(409, "enrolment-run-cancelled");
    JsonNode ended = read(run).ok(200);
    assertThat(ended.path("entered").asInt()).isEqualTo(400);
    assertThat(ended.path("endedAt").asText()).isNotEmpty();
    assertEverybodyIsInsideOnce(400);
  }

  @Test
  void waitsForAJourneyThatIsPausedMeanwhile() {
    people(450);
    String run = everyone();
    runner.runOnce();
    call("POST", "/api/journeys/rest/pause").ok(200);
    drain();
    JsonNode paused = read(run).ok(200);
    assertThat(paused.path("state").asText()).isEqualTo("paused");
    assertThat(paused.path("reason").asText()).contains("takes nobody in");
    assertThat(paused.path("failed").asInt()).isZero();
    call("POST", run + "/resume").problem(409, "not-live");

    call("POST", "/api/journeys/rest/resume").ok(200);
    call("POST", run + "/resume").ok(200);
    drain();
    assertThat(read(run).ok(200).path("reason").isNull()).isTrue();
    assertEverybodyIsInsideOnce(450);
  }

  @Test
  void aSetOfAPageWaitsUntilItIsConfirmed() {
    people(3);
    call("POST", DOOR, "{\"contact\": \"c-1\"}").ok(201);
    EnrolmentRun ready;
    try (var file =
        NamedContacts.receive(
            new ByteArrayInputStream("c-1\nc-2\nnobody".getBytes(StandardCharsets.UTF_8)),
            "",
            NamedContacts.Form.EITHER)) {
      ready = runs.start("rest", file, "x.txt", false, "mia");
    }
    assertThat(runner.runOnce()).isZero();
    assertThat(runs.outlook(ready, Reentry.AFTER_END))
        .isEqualTo(new EnrolmentRuns.Outlook(2, 1, 1));
    assertThat(runs.outlook(ready, Reentry.NEVER).entering()).isEqualTo(1);
    assertThat(runs.outlook(ready, Reentry.ALWAYS).entering()).isEqualTo(2);
    runs.resume("rest", ready.id());
    drain();
    assertEverybodyIsInsideOnce(2);
  }

  @Test
  void twoNodesShareTheRunsAndNeverAPiece() throws Exception {
    people(1200);
    for (int i = 0; i < 3; i++) {
      send("text/plain", names(1 + 300 * i, 600 + 300 * i)).ok(202);
    }
    ExecutorService nodes = Executors.newFixedThreadPool(2);
    try {
      Callable<Integer> node =
          () -> {
            EnrolmentRunner own =
                new EnrolmentRunner(new EnrolmentRunPieces(jdbc, clock), enrolments, transactions);
            int done = 0;
            // None may be free while the other node holds the last run.
            for (int idle = 0; idle < 200 && open() > 0; ) {
              int now = own.runOnce();
              done += now;
              idle = now == 0 ? idle + 1 : 0;
            }
            return done;
          };
      List<Future<Integer>> both = new ArrayList<>(nodes.invokeAll(List.of(node, node)));
      for (Future<Integer> one : both) {
        assertThat(one.get()).isPositive();
      }
    } finally {
      nodes.shutdownNow();
    }
    drain();
    JsonNode all = read(RUNS).ok(200).path("items");
    assertThat(all.findValuesAsText("state")).containsOnly("done");
    all.forEach(this::assertTheCountsAddUp);
    assertThat(all.findValuesAsText("failed")).containsOnly("0");
    assertEverybodyIsInsideOnce(1200);
  }

  private long open() {
    return jdbc.sql("SELECT count(*) FROM enrolment_run WHERE state = 'running'")
        .query(Long.class)
        .single();
  }

  // ------------------------------------------------------------------ what it costs

  @Test
  void takingAndWritingAPieceCostsTheSameHoweverManyItHolds() {
    people(200);
    CountingDataSource counting = new CountingDataSource(database);
    EnrolmentRunPieces counted = new EnrolmentRunPieces(JdbcClient.create(counting), clock);
    List<Integer> costs = new ArrayList<>();
    for (String body : List.of("c-1\nx\n", names(1, 198) + "x\ny\n")) {
      send("text/plain", body).ok(202);
      costs.add(
          counting.during(
              () -> {
                Piece piece = counted.next(counted.take().orElseThrow());
                counted.advance(piece, 0);
              }));
      jdbc.sql("UPDATE enrolment_run SET state = 'paused'").update();
    }
    assertThat(costs)
        .containsExactly(
            4, 4); // the run, the names with their contacts, who is unknown, how far it is;
  }

  @Test
  void contactsThatAreNoneCostNoStart() {
    send("text/plain", "a\nb\nc\n").ok(202);
    assertThat(runner.runOnce()).isEqualTo(3);
    assertThat(ends("rest")).isEmpty();
  }
}
