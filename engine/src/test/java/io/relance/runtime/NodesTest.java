package io.relance.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.relance.Relance;
import io.relance.Sketch;
import io.relance.TestDatabase;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.subethamail.smtp.server.SMTPServer;

/**
 * Two processes on one database share the work, and either can be killed: nobody is enrolled twice,
 * no step sends twice, nobody is left behind. {@code -Drelance.nodes.contacts} and {@code
 * -Drelance.nodes.kills} make it long.
 */
@NullUnmarked
class NodesTest {

  private static final Logger log = LoggerFactory.getLogger(NodesTest.class);

  private static final int CONTACTS = Integer.getInteger("relance.nodes.contacts", 600);
  private static final int KILLS = Integer.getInteger("relance.nodes.kills", 1);
  private static final int WAVE = Math.max(25, CONTACTS / 200);
  private static final int CONNECTIONS = 4;
  private static final Duration PATIENCE = Duration.ofMinutes(3).plusSeconds(CONTACTS / 20);
  private static final Duration START_PATIENCE = Duration.ofMinutes(2);

  private static final String DATABASE = "nodes";
  private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");
  private static final Pattern MESSAGE_ID =
      Pattern.compile("^Message-ID:\\s*(<[^>]+>)", Pattern.MULTILINE | Pattern.CASE_INSENSITIVE);

  /** A letter; then the event or three seconds, whichever comes first, and a letter about it. */
  private static final String DIAGRAM =
      Sketch.journey(
          "shared",
          "<bpmn:startEvent id=\"start\"><bpmn:messageEventDefinition messageRef=\"Message_Joined\" /></bpmn:startEvent>"
              + Sketch.email("hello", "marketing")
              + "<bpmn:eventBasedGateway id=\"first\" />"
              + Sketch.message("happened", "Bought")
              + Sketch.timer("waited", "PT3S")
              + Sketch.email("thanks", "marketing")
              + Sketch.email("reminder", "marketing")
              + Sketch.end("end_bought", "bought")
              + Sketch.end("end_late", "late")
              + Sketch.flow("start", "hello")
              + Sketch.flow("hello", "first")
              + Sketch.flow("first", "happened")
              + Sketch.flow("first", "waited")
              + Sketch.flow("happened", "thanks")
              + Sketch.flow("waited", "reminder")
              + Sketch.flow("thanks", "end_bought")
              + Sketch.flow("reminder", "end_late"),
          "Joined",
          "Bought");

  private static final String DEADLY =
      Sketch.journey(
          "deadly",
          "<bpmn:startEvent id=\"start\"><bpmn:messageEventDefinition messageRef=\"Message_Joined\" /></bpmn:startEvent>"
              + Sketch.timer("waited", "PT1S")
              + Sketch.step("score", "changeScore", "points", "5")
              + Sketch.end("end_done", "done")
              + Sketch.flow("start", "waited")
              + Sketch.flow("waited", "score")
              + Sketch.flow("score", "end_done"),
          "Joined");

  private final Map<String, Integer> arrived = new ConcurrentHashMap<>();
  private final List<Node> nodes = new ArrayList<>();
  private final HttpClient http = HttpClient.newHttpClient();

  @TempDir private Path directory;
  private SMTPServer sink;
  private JdbcClient jdbc;
  private int started;
  private int joined;

  @BeforeEach
  void anEmptyDatabaseAndAMailServer() {
    jdbc = JdbcClient.create(TestDatabase.create(DATABASE));
    sink =
        SMTPServer.port(0)
            .bindAddress(InetAddress.getLoopbackAddress())
            .maxConnections(10_000)
            .messageHandler((context, from, to, data) -> keep(data))
            .build();
    sink.start();
  }

  @AfterEach
  void nothingIsLeftRunning() {
    nodes.forEach(node -> node.process.destroyForcibly());
    sink.stop();
  }

  private void keep(byte[] mail) {
    Matcher id = MESSAGE_ID.matcher(new String(mail, StandardCharsets.UTF_8));
    arrived.merge(id.find() ? id.group(1) : "no Message-ID", 1, Integer::sum);
  }

  @Test
  void twoProcessesShareTheWorkAndEitherCanBeKilled() throws Exception {
    nodes.add(start());
    nodes.add(start());
    nodes.forEach(this::awaitStarted);
    publish(nodes.get(0), "shared", DIAGRAM);
    people(CONTACTS);

    long begun = System.nanoTime();
    int kills = 0;
    while (!everybodyHasEnded()) {
      assertThat(Duration.ofNanos(System.nanoTime() - begun))
          .as(() -> "everybody should have ended by now: " + standings())
          .isLessThan(PATIENCE.plusSeconds(60L * KILLS));
      nextWaveJoins();
      if (kills < KILLS && accepted() >= 2L * CONTACTS * (kills + 1) / (KILLS + 2) && allShare()) {
        killOne(kills++);
      }
      aDayPassesForMessagesOfUnknownFate();
      pause();
    }
    log.info(
        "{} contacts, {} kills: {} s",
        CONTACTS,
        KILLS,
        Duration.ofNanos(System.nanoTime() - begun).toSeconds());
    assertThat(kills).isEqualTo(KILLS);

    for (Node node : nodes) {
      node.process.destroy();
      assertThat(node.process.waitFor(60, TimeUnit.SECONDS)).as("it stops when asked").isTrue();
    }
    nothingHappenedTwice();
    everyAcceptedMessageArrivedOnce();
    nothingIsLeftOver();
    hardlyAConflict();
  }

  /**
   * The score of one contact kills whoever changes it: the database makes the change wait, and we
   * kill the process that waits.
   */
  @Test
  void aJobThatKillsItsProcessThreeTimesIsAnIncidentAndItsNeighboursGoOn() throws Exception {
    nodes.add(start());
    awaitStarted(nodes.get(0));
    publish(nodes.get(0), "deadly", DEADLY);
    people(20);
    jdbc.sql(
            """
            CREATE FUNCTION wait_for_the_killer() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN PERFORM pg_sleep(600); RETURN NEW; END $$
            """)
        .update();
    jdbc.sql(
            """
            CREATE TRIGGER deadly BEFORE UPDATE OF score ON contact FOR EACH ROW WHEN (OLD.external_id = 'n7')
              EXECUTE FUNCTION wait_for_the_killer()
            """)
        .update();
    tell("Joined", 0, "external_id LIKE 'n%'");

    int deaths = 0;
    long begun = System.nanoTime();
    while (count("SELECT count(*) FROM act_ru_incident") == 0
        || count("SELECT count(*) FROM enrolment WHERE ended_at IS NOT NULL") < 19) {
      assertThat(Duration.ofNanos(System.nanoTime() - begun))
          .as(() -> "the deadly one should be stopped by now: " + standings())
          .isLessThan(PATIENCE);
      assertThat(deaths).as(this::standings).isLessThanOrEqualTo(4);
      if (isWaitingForTheKiller()) {
        Node victim = nodes.remove(0);
        victim.process.destroyForcibly().waitFor();
        jdbc.sql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep'")
            .query()
            .listOfRows();
        deaths++;
        log.info("Death {}: {}", deaths, standings());
        halfAnHourPassesFor(victim);
        nodes.add(start());
        awaitStarted(nodes.get(0));
      }
      pause();
    }
    assertThat(deaths)
        .as("one in company, when the step was not a job yet and could be anybody's; three alone")
        .isEqualTo(4);
    assertThat(
            jdbc.sql(
                    """
                    SELECT c.external_id || ' ' || i.incident_msg_
                      FROM act_ru_incident i
                      JOIN enrolment e ON e.process_instance_id = i.proc_inst_id_ AND e.ended_at IS NULL
                      JOIN contact c ON c.id = e.contact_id
                    """)
                .query(String.class)
                .single())
        .startsWith("n7 ")
        .contains("3");
    assertThat(
            jdbc.sql("SELECT external_id FROM contact WHERE score <> 5").query(String.class).list())
        .as("everybody else's score was changed, and once")
        .containsExactly("n7");
  }

  private boolean isWaitingForTheKiller() {
    return count("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'") > 0;
  }

  // ------------------------------------------------------------------ the nodes

  private record Node(Process process, Path output) {

    String output(Pattern pattern) throws IOException {
      Matcher found = pattern.matcher(Files.readString(output));
      return found.find() ? found.group(1) : null;
    }

    /** What its rows' names begin with. */
    String name() {
      return process.pid() + "-";
    }
  }

  private Node start() throws IOException {
    Path output = directory.resolve("node-" + ++started + ".log");
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Duser.timezone=UTC",
            "-Djavax.xml.accessExternalSchema=file,jar:file,jar:nested,nested",
            "-XX:TieredStopAtLevel=1",
            "-Xmx512m",
            "-cp",
            classPath(),
            Relance.class.getName(),
            "--server.port=0",
            "--server.address=127.0.0.1",
            "--spring.datasource.url=" + TestDatabase.url(DATABASE),
            "--spring.datasource.username=postgres",
            "--relance.access.admin-password=correct horse battery staple",
            "--relance.messaging.connections=" + CONNECTIONS,
            "--relance.smtp.host=127.0.0.1",
            "--relance.smtp.port=" + sink.getPortAllocated(),
            "--relance.smtp.start-tls=off",
            "--relance.smtp.from=Relance <news@relance.example>");
    return new Node(
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start(),
        output);
  }

  /** Without the tests' own classes, of which some would be found as parts of the application. */
  private static String classPath() {
    String all =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return Arrays.stream(all.split(File.pathSeparator))
        .filter(entry -> !Path.of(entry).endsWith("test-classes"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private void awaitStarted(Node node) {
    long begun = System.nanoTime();
    try {
      while (node.output(PORT) == null) {
        boolean gone = node.process.waitFor(100, TimeUnit.MILLISECONDS);
        assertThat(gone).as(() -> "it should have started: " + tail(node)).isFalse();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(START_PATIENCE);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static String tail(Node node) {
    try {
      List<String> lines = Files.readAllLines(node.output);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** Whether each of the nodes that live has sent mail and moved tokens. */
  private boolean allShare() {
    return nodes.stream()
        .allMatch(
            node ->
                count("SELECT count(*) FROM message_attempt WHERE node LIKE '" + node.name() + "%'")
                        > 0
                    && count(
                            "SELECT count(*) FROM job_running WHERE boot LIKE '"
                                + node.name()
                                + "%'")
                        > 0);
  }

  private void killOne(int number) throws IOException, InterruptedException {
    Node victim = nodes.remove(number % 2);
    victim.process.destroyForcibly().waitFor();
    log.info("Kill {}: {}", number + 1, standings());
    Node next = start();
    halfAnHourPassesFor(victim);
    awaitStarted(next);
    nodes.add(next);
  }

  /** As if it had been silent for so long: it is taken for dead, and its leases have run out. */
  private void halfAnHourPassesFor(Node victim) {
    assertThat(
            jdbc.sql(
                    "UPDATE node SET seen_at = seen_at - interval '30 minutes' WHERE boot LIKE :name || '%'")
                .param("name", victim.name())
                .update())
        .isEqualTo(1);
    jdbc.sql(
            """
            UPDATE message SET lease_until = lease_until - interval '30 minutes'
             WHERE lease_owner LIKE :name || '%' AND state = 'SENDING'
            """)
        .param("name", victim.name())
        .update();
    jdbc.sql(
            """
            UPDATE act_ru_job SET lock_exp_time_ = lock_exp_time_ - interval '30 minutes'
             WHERE lock_owner_ LIKE :name || '%'
            """)
        .param("name", victim.name())
        .update();
  }

  /** As long as a poll takes; a node that dies by itself is noticed at once. */
  private void pause() throws InterruptedException {
    Node node = nodes.get(0);
    assertThat(node.process.waitFor(100, TimeUnit.MILLISECONDS))
        .as(() -> "it should still run: " + tail(node))
        .isFalse();
  }

  // ------------------------------------------------------------------ the people

  private void publish(Node node, String journey, String diagram)
      throws IOException, InterruptedException {
    jdbc.sql(
            """
            INSERT INTO api_token (id, name, prefix, hash, scopes, created_by, created_at)
            VALUES (gen_random_uuid(), 'nodes', 'nodes', sha256(convert_to('nodes-token', 'UTF8')),
                    '{read,journeys,publish}', 'test', now())
            """)
        .update();
    assertThat(post(node, "/api/journeys", diagram).statusCode()).isEqualTo(201);
    HttpResponse<String> published = post(node, "/api/journeys/" + journey + "/publish", "");
    assertThat(published.statusCode()).as(published.body()).isEqualTo(200);
  }

  private HttpResponse<String> post(Node node, String path, String body)
      throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node.output(PORT) + path))
            .header("Authorization", "Bearer nodes-token")
            .header("Content-Type", "application/bpmn+xml")
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private void people(int number) {
    jdbc.sql(
            """
            WITH person AS (
              INSERT INTO contact (external_id, email, created_at, changed_at)
              SELECT 'n' || n, 'n' || n || '@example.com', now(), now() FROM generate_series(1, :people) n
              RETURNING id)
            INSERT INTO consent (contact_id, channel, purpose, status, since)
            SELECT id, 'email', 'marketing', 'granted', now() FROM person
            """)
        .param("people", number)
        .update();
  }

  /**
   * Some more join. Every third buys something right away, and every third of those who joined
   * three seconds ago does, while their timers fire.
   */
  private void nextWaveJoins() {
    if (joined < CONTACTS + 30 * WAVE) {
      tell("Joined", joined, "true");
      tell("Bought", joined, "id % 3 = 0");
      tell("Bought", joined - 30 * WAVE, "id % 3 = 1");
      joined += WAVE;
    }
  }

  private void tell(String name, int after, String who) {
    jdbc.sql(
            """
            INSERT INTO event (source, event_id, name, contact_id, body_hash, state, occurred_at, received_at, keep_until)
            SELECT 'test', :name || id, :name, id, '', 'NEW', now(), now(), now() + interval '7 days'
              FROM contact
             WHERE id > :after AND id <= :after + :wave AND %s
            """
                .formatted(who))
        .param("name", name)
        .param("after", after)
        .param("wave", WAVE)
        .update();
  }

  /** Walks whose message may have been sent or not go on the next day; nobody waits so long. */
  private void aDayPassesForMessagesOfUnknownFate() {
    jdbc.sql(
            "UPDATE engine_signal SET due_at = now() WHERE outcome = 'unknown' AND due_at > now() + interval '1 hour'")
        .update();
  }

  private boolean everybodyHasEnded() {
    return count("SELECT count(*) FROM enrolment WHERE ended_at IS NOT NULL") >= CONTACTS
        && count("SELECT count(*) FROM enrolment WHERE ended_at IS NULL") == 0
        && joined >= CONTACTS + 30 * WAVE
        && count("SELECT count(*) FROM event WHERE state = 'NEW'") == 0;
  }

  private long accepted() {
    return count("SELECT count(*) FROM message WHERE state = 'ACCEPTED'");
  }

  private String standings() {
    return jdbc.sql(
            """
            SELECT concat('enrolments ', (SELECT count(*) FROM enrolment),
                          ', ended ', (SELECT count(*) FROM enrolment WHERE ended_at IS NOT NULL),
                          ', messages ', (SELECT json_object_agg(state, n)
                                            FROM (SELECT state, count(*) AS n FROM message GROUP BY state) m),
                          ', new events ', (SELECT count(*) FROM event WHERE state = 'NEW'),
                          ', jobs ', (SELECT count(*) FROM act_ru_job),
                          ', suspects ', (SELECT count(*) FROM job_crash),
                          ', incidents ', (SELECT count(*) FROM act_ru_incident),
                          ', signals ', (SELECT count(*) FROM engine_signal),
                          ', nodes ', (SELECT count(*) FROM node))
            """)
        .query(String.class)
        .single();
  }

  private long count(String sql) {
    return jdbc.sql(sql).query(Long.class).single();
  }

  // ------------------------------------------------------------------ then

  private void nothingHappenedTwice() {
    assertThat(count("SELECT count(*) FROM enrolment")).isEqualTo(CONTACTS);
    assertThat(count("SELECT count(DISTINCT contact_id) FROM enrolment")).isEqualTo(CONTACTS);
    assertThat(count("SELECT count(*) FROM enrolment WHERE outcome NOT IN ('bought', 'late')"))
        .isZero();
    assertThat(
            jdbc.sql(
                    """
                    SELECT e.business_key || ': ' || e.outcome || ' with ' || coalesce(string_agg(m.step, ', '), 'nothing')
                      FROM enrolment e
                      LEFT JOIN message m USING (process_instance_id)
                     GROUP BY e.id
                    HAVING array_agg(m.step ORDER BY m.step)
                           <> CASE e.outcome WHEN 'bought' THEN '{hello,thanks}' ELSE '{hello,reminder}' END::text[]
                    """)
                .query(String.class)
                .list())
        .as("walks that did not send exactly the letters on their way")
        .isEmpty();
    assertThat(
            count(
                """
                SELECT count(*) FROM (
                  SELECT FROM trail GROUP BY process_instance_id, step HAVING count(*) > 1) twice
                """))
        .as("steps that were left twice")
        .isZero();
    assertThat(
            count(
                """
                SELECT count(*) FROM enrolment e
                 WHERE (e.outcome = 'bought')
                    <> EXISTS (SELECT FROM event_use u JOIN event v ON v.id = u.event_id
                                WHERE u.enrolment_id = e.id AND v.name = 'Bought')
                """))
        .as("an event is used by exactly those whom it moved")
        .isZero();
  }

  private void everyAcceptedMessageArrivedOnce() {
    assertThat(arrived).doesNotContainKey("no Message-ID");
    assertThat(arrived.values()).as("mails that arrived twice").allMatch(times -> times == 1);
    List<String> accepted =
        jdbc.sql("SELECT provider_ref FROM message WHERE state = 'ACCEPTED'")
            .query(String.class)
            .list();
    assertThat(arrived.keySet()).containsAll(accepted);
    long unknown = count("SELECT count(*) FROM message WHERE state = 'UNKNOWN'");
    log.info("{} accepted, {} unknown, {} arrived", accepted.size(), unknown, arrived.size());
    assertThat(unknown).isLessThanOrEqualTo((long) CONNECTIONS * KILLS);
    assertThat(accepted.size() + unknown).isEqualTo(2L * CONTACTS);
    assertThat(arrived).hasSizeLessThanOrEqualTo(2 * CONTACTS);
  }

  private void nothingIsLeftOver() {
    assertThat(new Orphans(jdbc, new SimpleMeterRegistry()).find()).isEmpty();
    for (String table :
        List.of(
            "act_ru_execution",
            "act_ru_job",
            "act_ru_event_subscr WHERE execution_id_ IS NOT NULL",
            "act_ru_incident",
            "engine_signal",
            "wake")) {
      assertThat(count("SELECT count(*) FROM " + table)).as(table).isZero();
    }
    assertThat(count("SELECT count(*) FROM event WHERE state = 'FAILED' OR tries > 0")).isZero();
    assertThat(count("SELECT count(*) FROM job_crash WHERE job_id NOT LIKE 'contact:%'"))
        .as("jobs under suspicion")
        .isZero();
    assertThat(count("SELECT count(*) FROM node") + count("SELECT count(*) FROM job_running"))
        .as("nodes that stopped in good order have said so")
        .isZero();
    assertThat(
            jdbc.sql(
                    """
                    SELECT concat_ws(' ', journey_key, version, what, step, word, sum(n))
                      FROM (SELECT journey_key, version, what, step, word, n FROM journey_count_now
                             UNION ALL
                            SELECT journey_key, version, what, step, word, -n FROM journey_count_truth) counted
                     GROUP BY journey_key, version, what, step, word
                    HAVING sum(n) <> 0
                    """)
                .query(String.class)
                .list())
        .as("counters, against what is true")
        .isEmpty();
  }

  private void hardlyAConflict() throws IOException {
    assertThat(count("SELECT deadlocks FROM pg_stat_database WHERE datname = '" + DATABASE + "'"))
        .as("deadlocks")
        .isZero();
    long conflicts = 0;
    for (int node = 1; node <= started; node++) {
      try (var lines = Files.lines(directory.resolve("node-" + node + ".log"))) {
        conflicts +=
            lines
                .filter(line -> line.contains("one by one") || line.contains("Optimistic"))
                .peek(line -> log.info("A conflict: {}", line))
                .count();
      }
    }
    assertThat(conflicts).as("batches that met at one token").isLessThanOrEqualTo(KILLS);
  }
}
