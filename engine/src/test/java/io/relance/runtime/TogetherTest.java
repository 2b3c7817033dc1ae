package io.relance.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.relance.RelanceTest;
import io.relance.Sketch;
import io.relance.core.Channel;
import io.relance.core.ContactId;
import io.relance.journey.Enrolments;
import io.relance.messaging.Dispatcher;
import io.relance.report.Incidents;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;

/**
 * Threads that move tokens at the same time, as those of one node and of several do: each token
 * moves once, and they do not get into each other's way.
 */
@NullUnmarked
class TogetherTest extends RelanceTest {

  private static final int PEOPLE = 300;

  @Autowired private List<Pump> pumps;
  @Autowired private DueJobs dueJobs;
  @Autowired private Signals signals;
  @Autowired private Enrolments enrolments;
  @Autowired private Dispatcher dispatcher;
  @Autowired private Incidents incidents;

  private final ListAppender<ILoggingEvent> said = new ListAppender<>();
  private Random random;

  @BeforeEach
  void listen() {
    said.list = Collections.synchronizedList(new ArrayList<>());
    said.start();
    logger().addAppender(said);
    early().setLevel(Level.DEBUG);
  }

  @AfterEach
  void listenNoMore() {
    logger().detachAppender(said);
    early().setLevel(null);
  }

  /** Says quietly what it does again. */
  private static Logger early() {
    return (Logger) LoggerFactory.getLogger("io.relance.event.EarlyEvents");
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger("io.relance");
  }

  private void seed(RepetitionInfo round) {
    long seed =
        Long.getLong("relance.together.seed", System.nanoTime() + round.getCurrentRepetition());
    System.out.println("-Drelance.together.seed=" + seed);
    random = new Random(seed);
  }

  // ------------------------------------------------------------------ given

  private List<ContactId> people(int number) {
    jdbc.sql(
            """
            WITH person AS (
              INSERT INTO contact (external_id, email, created_at, changed_at)
              SELECT 't' || n, 't' || n || '@example.com', :now, :now FROM generate_series(1, :people) n
              RETURNING id)
            INSERT INTO consent (contact_id, channel, purpose, status, since)
            SELECT id, 'email', 'marketing', 'granted', :now FROM person
            """)
        .param("people", number)
        .param("now", T0.atOffset(java.time.ZoneOffset.UTC))
        .update();
    List<ContactId> people =
        new ArrayList<>(
            jdbc.sql("SELECT id FROM contact ORDER BY id")
                .query((row, n) -> new ContactId(row.getLong(1)))
                .list());
    Collections.shuffle(people, random == null ? new Random(1) : random);
    return people;
  }

  private void enrol(String journey, List<ContactId> people) {
    for (int i = 0; i < people.size(); i += 100) {
      enrolments.enrolAll(
          journey,
          people.subList(i, Math.min(i + 100, people.size())).stream()
              .map(one -> new Enrolments.Entry(one, null, "{}", null))
              .toList());
    }
  }

  private void timersFallDue() {
    jdbc.sql(
            "UPDATE act_ru_job SET duedate_ = CAST(:now AS timestamp) - random() * interval '1 minute'")
        .param("now", JobClaims.engineTime(T0))
        .update();
  }

  /** The event or two days, whichever comes first; no letter before. */
  private void publishFirst() {
    publishDiagram(
        Sketch.journey(
            "first",
            Sketch.start("start")
                + "<bpmn:eventBasedGateway id=\"gateway\" />"
                + Sketch.message("happened", "Bought")
                + Sketch.timer("late", "P2D")
                + Sketch.end("end_happened", "happened")
                + Sketch.end("end_late", "late")
                + Sketch.flow("start", "gateway")
                + Sketch.flow("gateway", "happened")
                + Sketch.flow("gateway", "late")
                + Sketch.flow("happened", "end_happened")
                + Sketch.flow("late", "end_late"),
            "Bought"));
  }

  // ------------------------------------------------------------------ when

  private Pump pump(String name) {
    return pumps.stream().filter(pump -> pump.name().equals(name)).findFirst().orElseThrow();
  }

  private Pump router() {
    return pump("events");
  }

  /** Each in a thread of its own, from the same moment on, until it finds nothing to do. */
  private void together(Pump... them) throws Exception {
    CyclicBarrier barrier = new CyclicBarrier(them.length);
    ExecutorService threads = Executors.newFixedThreadPool(them.length);
    try {
      List<Callable<Integer>> work = new ArrayList<>();
      for (Pump pump : them) {
        work.add(
            () -> {
              barrier.await();
              int total = 0;
              for (int done = pump.runOnce(); done > 0; done = pump.runOnce()) {
                total += done;
              }
              return total;
            });
      }
      for (Future<Integer> one : threads.invokeAll(work)) {
        assertThat(one.get()).isNotNegative();
      }
    } finally {
      threads.shutdown();
    }
  }

  // ------------------------------------------------------------------ then

  private void everyStepWasLeftOnce() {
    assertThat(
            jdbc.sql(
                    "SELECT step || ' of ' || process_instance_id FROM trail"
                        + " GROUP BY process_instance_id, step HAVING count(*) > 1")
                .query(String.class)
                .list())
        .as("steps that were left twice")
        .isEmpty();
  }

  private void nothingWasTriedTwice() {
    assertThat(said.list.stream().map(ILoggingEvent::getFormattedMessage))
        .as("what went wrong")
        .noneMatch(line -> line.contains("one by one") || line.contains("failed"))
        .noneMatch(line -> line.contains("deadlock") || line.contains("again"));
    assertThat(count("SELECT count(*) FROM act_ru_job WHERE retries_ < 3")).isZero();
    assertThat(count("SELECT count(*) FROM event WHERE tries > 0")).isZero();
    assertThat(count("SELECT count(*) FROM engine_signal WHERE tries > 0")).isZero();
  }

  private long count(String sql) {
    return jdbc.sql(sql).query(Long.class).single();
  }

  @RepeatedTest(3)
  void twoThreadsRunDueTimersEachOnce(RepetitionInfo round) throws Exception {
    seed(round);
    publishFirst();
    enrol("first", people(PEOPLE));
    timersFallDue();
    together(dueJobs, dueJobs);
    nothingWasTriedTwice();
    settle();
    assertThat(ends("first")).isEqualTo(Map.of("late", (long) PEOPLE));
    everyStepWasLeftOnce();
    nothingWasTriedTwice();
    assertTheBooksBalance();
  }

  @RepeatedTest(3)
  void twoThreadsTellEachOutcomeOnce(RepetitionInfo round) throws Exception {
    seed(round);
    publishDiagram(Sketch.letter("letter"));
    enrol("letter", people(PEOPLE));
    int sent = 0;
    while (sent < PEOPLE) {
      int now = dispatcher.dispatch(Channel.EMAIL, 25);
      assertThat(now).isPositive();
      sent += now;
    }
    assertThat(count("SELECT count(*) FROM engine_signal")).isEqualTo(PEOPLE);
    together(signals, signals);
    nothingWasTriedTwice();
    settle();
    assertThat(ends("letter")).isEqualTo(Map.of("done", (long) PEOPLE));
    everyStepWasLeftOnce();
    nothingWasTriedTwice();
    assertTheBooksBalance();
  }

  @RepeatedTest(3)
  void twoThreadsBringEachEventOnceAndInOrder(RepetitionInfo round) throws Exception {
    seed(round);
    publishFirst();
    List<ContactId> people = people(PEOPLE);
    enrol("first", people);
    people.forEach(person -> tell(person, "Bought", null, Map.of("which", "first")));
    Collections.shuffle(people, random);
    people.forEach(person -> tell(person, "Bought", null, Map.of("which", "second")));
    together(router(), router());
    nothingWasTriedTwice();
    settle();
    assertThat(ends("first")).isEqualTo(Map.of("happened", (long) PEOPLE));
    everyStepWasLeftOnce();
    nothingWasTriedTwice();
    assertThat(
            count(
                "SELECT count(*) FROM event WHERE state = CASE properties ->> 'which' WHEN 'first' THEN 'CONSUMED' ELSE 'BUFFERED' END"))
        .as("of each contact the first moved the token, and the second is kept")
        .isEqualTo(2 * PEOPLE);
    assertTheBooksBalance();
  }

  @RepeatedTest(3)
  void twoThreadsGiveEachEarlyEventOnceAndDoNotWaitForEachOther(RepetitionInfo round)
      throws Exception {
    seed(round);
    publishFirst();
    List<ContactId> people = people(PEOPLE);
    people.forEach(person -> tell(person, "Bought", null, Map.of()));
    while (pump("events").runOnce() > 0) {
      assertThat(count("SELECT count(*) FROM event WHERE state = 'BUFFERED'")).isPositive();
    }
    enrol("first", people);
    assertThat(count("SELECT count(*) FROM wake")).isEqualTo(PEOPLE);
    together(pump("early-events"), pump("early-events"), pump("early-events"));
    nothingWasTriedTwice();
    settle();
    assertThat(ends("first")).isEqualTo(Map.of("happened", (long) PEOPLE));
    everyStepWasLeftOnce();
    assertTheBooksBalance();
  }

  @RepeatedTest(3)
  void ofAMessageAndATimerExactlyOneWinsAndTheEventThatLostIsKept(RepetitionInfo round)
      throws Exception {
    seed(round);
    publishFirst();
    List<ContactId> people = people(PEOPLE);
    enrol("first", people);
    Collections.shuffle(people, random);
    people.forEach(person -> tell(person, "Bought", null, Map.of()));
    timersFallDue();
    together(dueJobs, router(), dueJobs, router());
    nothingWasTriedTwice();
    settle();

    Map<String, Long> ends = ends("first");
    System.out.println(ends);
    long happened = ends.getOrDefault("happened", 0L);
    assertThat(happened + ends.getOrDefault("late", 0L)).isEqualTo(PEOPLE);
    Map<String, Long> events = new HashMap<>();
    jdbc.sql(
            """
            SELECT v.state || ' ' || e.outcome, count(*) FROM event v JOIN enrolment e USING (contact_id) GROUP BY 1
            """)
        .query(
            row -> {
              events.put(row.getString(1), row.getLong(2));
            });
    Map<String, Long> expected = new HashMap<>();
    expected.put("CONSUMED happened", happened);
    expected.put("BUFFERED late", PEOPLE - happened);
    expected.values().removeIf(n -> n == 0);
    assertThat(events).isEqualTo(expected);
    assertThat(count("SELECT count(*) FROM event_use")).isEqualTo(happened);
    assertThat(count("SELECT count(*) FROM act_ru_job")).isZero();
    everyStepWasLeftOnce();
    nothingWasTriedTwice();
    assertTheBooksBalance();
  }

  @Test
  void moreThreadsThanConnectionsLetPeopleInWithoutWaitingForEachOther() throws Exception {
    publishFirst();
    List<ContactId> people = people(48);
    CyclicBarrier barrier = new CyclicBarrier(people.size());
    ExecutorService threads = Executors.newFixedThreadPool(people.size());
    try {
      List<Callable<Boolean>> work = new ArrayList<>();
      for (ContactId person : people) {
        work.add(
            () -> {
              barrier.await();
              enrol("first", List.of(person));
              return true;
            });
      }
      for (Future<Boolean> one : threads.invokeAll(work)) {
        assertThat(one.get()).isTrue();
      }
    } finally {
      threads.shutdown();
    }
    settle();
    assertThat(ends("first")).isEqualTo(Map.of("inside", 48L));
    assertTheBooksBalance();
  }

  @Test
  void aStepThatFailsAmongTwoHundredBecomesTheOnlyIncidentAndTheOthersMove() {
    publishDiagram(
        Sketch.journey(
            "zones",
            Sketch.start("start")
                + Sketch.timer("wait", "PT1H")
                + Sketch.step(
                    "zone", "updateContact", "field", "timeZone", "value", "{{ data.zone }}")
                + Sketch.end("end", "done")
                + Sketch.flow("start", "wait")
                + Sketch.flow("wait", "zone")
                + Sketch.flow("zone", "end")));
    List<ContactId> people = people(200);
    enrol("zones", people);
    jdbc.sql("UPDATE enrolment SET data = '{\"zone\": \"Europe/Rome\"}'").update();
    jdbc.sql("UPDATE enrolment SET data = '{\"zone\": \"Mars/Olympus\"}' WHERE contact_id = :who")
        .param("who", people.get(77).value())
        .update();
    timersFallDue();

    assertThat(dueJobs.runOnce()).isEqualTo(200);
    assertThat(count("SELECT count(*) FROM trail WHERE step = 'wait'"))
        .as("one by one, each to the border of the step")
        .isEqualTo(200);
    assertThat(dueJobs.runOnce()).isEqualTo(200);
    assertThat(ends("zones")).isEqualTo(Map.of("done", 199L, "inside", 1L));
    assertThat(incidents.grouped()).as("it is still tried").isEmpty();

    moveTo(Duration.ofHours(9));
    assertThat(ends("zones")).isEqualTo(Map.of("done", 199L, "inside", 1L));
    assertThat(incidents.grouped())
        .singleElement()
        .satisfies(
            incident -> {
              assertThat(incident.step()).isEqualTo("zone");
              assertThat(incident.count()).isEqualTo(1);
              assertThat(incident.message()).contains("timeZone");
            });
    everyStepWasLeftOnce();
    assertTheCountersAreTrue();
    assertThat(orphans.find()).isEmpty();
  }
}
