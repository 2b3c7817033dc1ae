package io.relance.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.relance.RelanceTest;
import io.relance.Sketch;
import io.relance.core.ContactId;
import io.relance.journey.Enrolments;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.web.context.WebServerGracefulShutdownLifecycle;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What becomes of jobs that were running when a process died. The deaths are played: a node is what
 * it wrote down, and a dead one is what it wrote down before it fell silent.
 */
@NullUnmarked
class CrashesTest extends RelanceTest {

  @Autowired private Crashes crashes;
  @Autowired private DueJobs dueJobs;
  @Autowired private Holds holds;
  @Autowired private Pumps pumps;
  @Autowired private JobClaims claims;
  @Autowired private Repairs repairs;
  @Autowired private Enrolments enrolments;
  @Autowired private TransactionTemplate transaction;

  private final List<ContactId> people = new ArrayList<>();

  @BeforeEach
  void fiveTimersAreDue() {
    publishDiagram(
        Sketch.journey(
            "timers",
            Sketch.start("start")
                + Sketch.timer("late", "P2D")
                + Sketch.email("mail", "marketing")
                + Sketch.end("end", "done")
                + Sketch.flow("start", "late")
                + Sketch.flow("late", "mail")
                + Sketch.flow("mail", "end")));
    for (int i = 0; i < 5; i++) {
      people.add(subscriber("c" + i, input -> input));
      enrol("timers", people.get(i));
    }
    jdbc.sql("UPDATE act_ru_job SET duedate_ = duedate_ - interval '2 days'").update();
  }

  private void enrol(String journey, ContactId contact) {
    assertThat(enrolments.enrol(journey, new Enrolments.Entry(contact, null, "{}", null)))
        .isPresent();
  }

  private String jobOf(ContactId contact) {
    return jdbc.sql(
            """
            SELECT j.id_ FROM act_ru_job j JOIN enrolment e ON e.process_instance_id = j.process_instance_id_
             WHERE e.contact_id = :contact
            """)
        .param("contact", contact.value())
        .query(String.class)
        .single();
  }

  /** A node that was last seen so many seconds ago, with this in hand. */
  private void node(String boot, int seconds, String... jobs) {
    jdbc.sql("INSERT INTO node VALUES (:boot, clock_timestamp() - :ago * interval '1 second')")
        .param("boot", boot)
        .param("ago", seconds)
        .update();
    jdbc.sql("INSERT INTO job_running VALUES (:boot, 1, :jobs)")
        .param("boot", boot)
        .param("jobs", jobs)
        .update();
  }

  private Map<String, Integer> suspicions() {
    Map<String, Integer> suspicions = new TreeMap<>();
    jdbc.sql("SELECT job_id, crashes FROM job_crash")
        .query(
            row -> {
              suspicions.put(row.getString(1), row.getInt(2));
            });
    return suspicions;
  }

  private List<String> claimable() {
    return transaction.execute(status -> claims.next(crashes.boot())).stream()
        .map(JobClaims.Due::id)
        .toList();
  }

  /** What this thread has in hand, or had last. */
  private List<String> inHand() {
    return jdbc.sql("SELECT unnest(jobs) FROM job_running WHERE boot = :boot AND thread = :thread")
        .param("boot", crashes.boot())
        .param("thread", Thread.currentThread().getId())
        .query(String.class)
        .list();
  }

  private List<Long> beyondTheTimer() {
    return jdbc.sql(
            """
            SELECT e.contact_id FROM trail t JOIN enrolment e USING (process_instance_id)
             WHERE t.step = 'late' ORDER BY 1
            """)
        .query(Long.class)
        .list();
  }

  private List<Long> contacts(int from, int to) {
    return people.subList(from, to).stream().map(ContactId::value).toList();
  }

  // ------------------------------------------------------------------ jobs

  @Test
  void aJobThatWasRunningWhenAProcessDiedIsRunAlone() {
    String suspect = jobOf(people.get(0));
    node("dead", 31, suspect, "a job that is done");
    assertThat(crashes.bury()).isEqualTo(1);
    assertThat(suspicions()).isEqualTo(Map.of(suspect, 1));
    assertThat(claimable()).hasSize(4).doesNotContain(suspect);

    settle();
    assertThat(ends("timers")).isEqualTo(Map.of("done", 5L));
    assertThat(suspicions()).as("the process outlived it").isEmpty();
    assertTheBooksBalance();
  }

  @Test
  void theThirdDeathWithAJobInHandMakesItAnIncidentAndItsNeighboursGoOn() {
    String poison = jobOf(people.get(2));
    node("first", 31, jobOf(people.get(1)), poison, jobOf(people.get(3)));
    crashes.bury();
    node("second", 31, poison);
    crashes.bury();
    assertThat(suspicions()).containsEntry(poison, 2).hasSize(3);
    assertThat(count("SELECT count(*) FROM act_ru_incident")).isZero();
    node("third", 31, poison);
    crashes.bury();

    assertThat(
            jdbc.sql(
                    """
                    SELECT j.id_ || ' has ' || j.retries_ || ' tries: ' || i.incident_msg_
                      FROM act_ru_incident i JOIN act_ru_job j ON j.id_ = i.configuration_
                    """)
                .query(String.class)
                .list())
        .containsExactly(poison + " has 0 tries: crashed the process 3 times");
    settle();
    assertThat(ends("timers")).isEqualTo(Map.of("done", 4L, "inside", 1L));
    assertThat(suspicions()).isEmpty();
    assertTheCountersAreTrue();

    assertThat(repairs.retry(List.of(poison))).isEqualTo(1);
    settle();
    assertThat(ends("timers")).isEqualTo(Map.of("done", 5L));
    assertTheBooksBalance();
  }

  @Test
  void aSilentNodesClaimsAreFreeForOthers() {
    String claimed = jobOf(people.get(0));
    node("silent", 29, claimed);
    jdbc.sql(
            "UPDATE act_ru_job SET lock_owner_ = 'silent', lock_exp_time_ = :until WHERE id_ = :job")
        .param("until", JobClaims.engineTime(T0.plusSeconds(60)))
        .param("job", claimed)
        .update();
    assertThat(crashes.bury()).as("it may yet be heard of").isZero();
    assertThat(claimable()).hasSize(4).doesNotContain(claimed);

    jdbc.sql("UPDATE node SET seen_at = seen_at - interval '2 seconds'").update();
    assertThat(crashes.bury()).isEqualTo(1);
    assertThat(claims.nextSuspect()).as("claimed for a minute").isEmpty();
    moveTo(Duration.ofSeconds(61));
    assertThat(ends("timers")).isEqualTo(Map.of("done", 5L));
    assertThat(suspicions()).isEmpty();
    assertTheBooksBalance();
  }

  @Test
  void marksOfLivingNodesArePassedOver() {
    String busy = jobOf(people.get(4));
    node("living", 3, busy);
    assertThat(crashes.bury()).isZero();
    assertThat(suspicions()).isEmpty();
    settle();
    assertThat(beyondTheTimer()).isEqualTo(contacts(0, 4));

    jdbc.sql("UPDATE job_running SET jobs = '{}' WHERE boot = 'living'").update();
    settle();
    assertThat(ends("timers")).isEqualTo(Map.of("done", 5L));
    assertTheBooksBalance();
  }

  @Test
  void aNodeThatStopsInGoodOrderLeavesNoSuspicion() {
    crashes.running(jobOf(people.get(0)));
    assertThat(inHand()).hasSize(1);
    crashes.stop();
    try {
      assertThat(count("SELECT count(*) FROM job_running")).isZero();
      assertThat(count("SELECT count(*) FROM node")).isZero();
      assertThat(crashes.bury()).isZero();
      assertThat(suspicions()).isEmpty();
    } finally {
      crashes.start();
    }
  }

  @Test
  void aNodeSaysThatItStopsAfterEverybodyWhoMovesTokens() {
    assertThat(crashes.getPhase())
        .isLessThan(pumps.getPhase())
        .isLessThan(WebServerGracefulShutdownLifecycle.SMART_LIFECYCLE_PHASE);
  }

  @Test
  void aJobUnderSuspicionIsNotHeldUpByThoseThatKeepComing() {
    String suspect = jobOf(people.get(0));
    node("dead", 31, suspect);
    crashes.bury();
    assertThat(dueJobs.runOnce()).as("four in company, and one alone").isEqualTo(5);
    assertThat(inHand()).as("what was run last was run alone").containsExactly(suspect);
    assertThat(beyondTheTimer()).isEqualTo(contacts(0, 5));
    assertThat(suspicions()).isEmpty();
  }

  /** Else the deadly one would take the same neighbour with it each time. */
  @Test
  void ofTheJobsUnderSuspicionANodeRunsOneAtATime() throws Exception {
    List<String> suspects = List.of(jobOf(people.get(0)), jobOf(people.get(1)));
    jdbc.sql("UPDATE act_ru_job SET duedate_ = duedate_ - interval '1 minute' WHERE id_ = :job")
        .param("job", suspects.get(0))
        .update();
    node("dead", 31, suspects.get(0), suspects.get(1));
    crashes.bury();
    List<Future<Integer>> first = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      transaction.executeWithoutResult(
          status -> {
            holds.hold(List.of(people.get(0)));
            first.add(threads.submit(dueJobs::runOnce));
            await().until(() -> isInHand(suspects.get(0)));
            assertThat(threads.submit(dueJobs::runOnce))
                .succeedsWithin(Duration.ofSeconds(20))
                .isEqualTo(0);
            assertThat(suspicions()).containsOnlyKeys(suspects.toArray(String[]::new));
          });
      assertThat(first.get(0).get(20, TimeUnit.SECONDS)).isEqualTo(4);
    } finally {
      threads.shutdownNow();
    }
    assertThat(suspicions()).isEqualTo(Map.of(suspects.get(1), 1));
    settle();
    assertThat(ends("timers")).isEqualTo(Map.of("done", 5L));
  }

  private boolean isInHand(String job) {
    return jdbc.sql(
            "SELECT EXISTS (SELECT FROM job_running WHERE boot = :boot AND jobs = CAST(:jobs AS text[]))")
        .param("boot", crashes.boot())
        .param("jobs", new String[] {job})
        .query(Boolean.class)
        .single();
  }

  @Test
  void aNodeLooksForTheDeadBeforeItMovesAnything() {
    String suspect = jobOf(people.get(0));
    node("dead", 31, suspect, "contact:" + people.get(0));
    crashes.start();
    assertThat(suspicions()).isEqualTo(Map.of(suspect, 1, "contact:" + people.get(0), 1));
  }

  // ------------------------------------------------------------------ contacts

  @Test
  void aContactUnderSuspicionStopsBeforeItsNextStepWhichIsThenAJob() {
    publishDiagram(Sketch.letter("letter"));
    together("letter", people.get(0), people.get(1));
    assertThat(messages(people.get(0))).as("at once").isEqualTo(1);

    ContactId suspect = subscriber("suspect", input -> input);
    node("dead", 31, "contact:" + suspect);
    assertThat(crashes.bury()).isEqualTo(1);
    together("letter", suspect, people.get(2));
    assertThat(messages(suspect)).as("stopped at the border").isZero();
    assertThat(messages(people.get(2))).as("in the same company").isEqualTo(1);
    assertThat(dueJobs.runOnce()).isPositive();
    assertThat(messages(suspect)).isEqualTo(1);
    settle();
    assertThat(ends("letter")).isEqualTo(Map.of("done", 4L));
    assertTheBooksBalance();
  }

  @Test
  void aContactStaysUnderSuspicionForAnHour() {
    publishDiagram(Sketch.letter("letter"));
    String contact = "contact:" + people.get(0);
    node("dead", 31, contact);
    crashes.bury();
    crashes.bury();
    crashes.bury();
    assertThat(suspicions()).as("longer than a heartbeat").isEqualTo(Map.of(contact, 1));
    together("letter", people.get(0), people.get(1));
    assertThat(messages(people.get(0))).isZero();

    jdbc.sql("UPDATE job_crash SET at = at - interval '61 minutes'").update();
    crashes.bury();
    assertThat(suspicions()).isEmpty();
    together("letter", people.get(2), people.get(3));
    assertThat(messages(people.get(2))).isEqualTo(1);
  }

  @Test
  void whatSeveralThreadsOfTheDeadHadInHandIsSuspectedOnce() {
    String contact = "contact:" + people.get(0);
    node("dead", 31, contact, jobOf(people.get(1)));
    jdbc.sql("INSERT INTO job_running VALUES ('dead', 2, :jobs)")
        .param("jobs", new String[] {contact, jobOf(people.get(1))})
        .update();
    assertThat(crashes.bury()).isEqualTo(2);
    assertThat(suspicions()).containsOnlyKeys(contact, jobOf(people.get(1)));
    assertThat(suspicions().values()).containsOnly(1);
  }

  /** Only those in company take a step at once. */
  private void together(String journey, ContactId one, ContactId other) {
    enrolments.enrolAll(
        journey,
        Stream.of(one, other)
            .map(contact -> new Enrolments.Entry(contact, null, "{}", null))
            .toList());
  }

  private long messages(ContactId contact) {
    return jdbc.sql(
            "SELECT count(*) FROM message WHERE contact_id = :contact AND journey_key = 'letter'")
        .param("contact", contact.value())
        .query(Long.class)
        .single();
  }

  private long count(String sql) {
    return jdbc.sql(sql).query(Long.class).single();
  }
}
