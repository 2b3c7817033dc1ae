package io.relance.score;

import static org.assertj.core.api.Assertions.assertThat;

import io.relance.Sketch;
import io.relance.contact.ContactInput;
import io.relance.core.BusinessKey;
import io.relance.core.ContactId;
import io.relance.journey.Enrolments;
import io.relance.journey.Enrolments.Entry;
import io.relance.process.Step;
import io.relance.runtime.Pump;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.support.TransactionTemplate;

/** Whatever changes a score is an entry, and the score is their sum. */
@NullUnmarked
class PostingsTest extends ScoreTest {

  @Autowired private TransactionTemplate transaction;
  @Autowired private Enrolments enrolments;
  @Autowired private List<Pump> pumps;

  private ContactId contact(String name) {
    return contacts.put(name, ContactInput.NOTHING, true).contact().id();
  }

  private void add(ContactId contact, int points) {
    transaction.executeWithoutResult(
        status ->
            postings.post(
                List.of(Posting.of(contact, points, Cause.CORRECTION, "test", clock.instant()))));
  }

  private static Step step(ContactId contact) {
    return new Step(new BusinessKey("j", contact, null), "j:1", "p", "e", "v", "step", Map.of());
  }

  @Test
  void addsPointsWithoutOverflow() {
    ContactId ada = contact("ada");
    postings.add(step(ada), 7);
    postings.add(step(ada), -2);
    assertThat(score(ada)).isEqualTo(5);

    postings.add(step(ada), Integer.MAX_VALUE);
    assertThat(score(ada)).isEqualTo(Integer.MAX_VALUE);
    postings.add(step(ada), Integer.MIN_VALUE);
    assertThat(score(ada)).isEqualTo(-1);
    assertTheLedgerBalances();

    contacts.erase(ada);
    postings.add(step(ada), 1);
    assertThat(jdbc.sql("SELECT count(*) FROM score_entry").query(Long.class).single()).isZero();
  }

  @Test
  void whatATransactionPostsIsSeenInItAndIsGoneWithARollback() {
    threshold("hot", 10);
    ContactId ada = contact("ada");
    transaction.executeWithoutResult(
        status -> {
          postings.add(step(ada), 7);
          postings.add(step(ada), 8);
          assertThat(postings.pending(ada)).isEqualTo(15);
          assertThat(score(ada)).isZero();
          status.setRollbackOnly();
        });
    assertThat(score(ada)).isZero();
    transaction.executeWithoutResult(
        status -> {
          postings.add(step(ada), 15);
          postings.flush();
          assertThat(score(ada)).isEqualTo(15);
          postings.add(step(ada), -15);
        });
    assertThat(told())
        .isEqualTo(Map.of("ScoreThresholdCrossed:hot", 1L, "ScoreThresholdLeft:hot", 1L));
    assertTheLedgerBalances();
  }

  /** Many at once at the same contacts: one of them sees the crossing. */
  @Test
  void aCrossingIsToldOnceHoweverManyPostAtOnce() throws Exception {
    long seed = 20_270_301L;
    Random random = new Random(seed);
    threshold("hot", 60);
    List<ContactId> all = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      all.add(contact("c-" + i));
    }
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < 96; i++) {
        List<ContactId> some = new ArrayList<>(all);
        Collections.shuffle(some, random);
        running.add(
            threads.submit(
                () ->
                    transaction.executeWithoutResult(
                        status ->
                            postings.post(
                                some.subList(0, 3).stream()
                                    .map(
                                        one ->
                                            Posting.of(
                                                one, 5, Cause.CORRECTION, "test", clock.instant()))
                                    .toList()))));
      }
      for (Future<?> one : running) {
        one.get();
      }
    } finally {
      threads.shutdown();
    }
    assertTheLedgerBalances();
    assertThat(jdbc.sql("SELECT sum(score) FROM contact").query(Long.class).single())
        .as("seed %d", seed)
        .isEqualTo(96L * 3 * 5);
    assertThat(told())
        .isEqualTo(
            Map.of(
                "ScoreThresholdCrossed:hot",
                jdbc.sql("SELECT count(*) FROM contact WHERE score >= 60")
                    .query(Long.class)
                    .single()));
  }

  @Test
  void eachWayOverAThresholdIsToldAndStandingOnItIsBeyondIt() {
    threshold("hot", 60);
    ContactId ada = contact("ada");
    add(ada, 59);
    assertThat(told()).isEmpty();
    add(ada, 1);
    add(ada, 40);
    assertThat(told()).isEqualTo(Map.of("ScoreThresholdCrossed:hot", 1L));
    add(ada, -40);
    assertThat(told()).hasSize(1);
    add(ada, -1);
    add(ada, 1);
    assertThat(told())
        .isEqualTo(Map.of("ScoreThresholdCrossed:hot", 2L, "ScoreThresholdLeft:hot", 1L));
    threshold("low", 10);
    assertThat(told()).as("who is beyond a new one did not cross it").hasSize(2);
  }

  /** A step in a set costs the set two statements, and the gateway behind it sees the points. */
  @Test
  void stepsOfASetAreWrittenTogether() {
    String less =
        "<bpmn:conditionExpression xsi:type=\"bpmn:tFormalExpression\" language=\"feel\">contact.score &lt; 10</bpmn:conditionExpression>";
    publishDiagram(
        Sketch.journey(
            "steps",
            Sketch.start("start")
                + Sketch.timer("nap", "P1D")
                + Sketch.step("add", "changeScore", "points", "12")
                + "<bpmn:exclusiveGateway id=\"enough\" default=\"enough__much\" />"
                + Sketch.end("much", "much")
                + Sketch.end("little", "little")
                + Sketch.flow("start", "nap")
                + Sketch.flow("nap", "add")
                + Sketch.flow("add", "enough")
                + Sketch.flow("enough", "much")
                + "<bpmn:sequenceFlow id=\"enough__little\" sourceRef=\"enough\" targetRef=\"little\">"
                + less
                + "</bpmn:sequenceFlow>"));
    for (int i = 0; i < 40; i++) {
      enrolments.enrol("steps", new Entry(contact("c-" + i), null, "{}", null));
    }
    settle();
    moveTo(Duration.ofDays(2));
    assertThat(ends("steps")).isEqualTo(Map.of("much", 40L));
    assertThat(jdbc.sql("SELECT DISTINCT score FROM contact").query(Integer.class).list())
        .containsExactly(12);
    assertThat(
            jdbc.sql("SELECT DISTINCT cause || ' ' || source FROM score_entry")
                .query(String.class)
                .list())
        .containsExactly("step steps/add");
    assertThat(pumps).extracting(Pump::name).contains("score-expiry", "score-inactivity");
    assertTheLedgerBalances();
    assertTheBooksBalance();
  }

  @Test
  void aMergeUnitesTheLedgersAndACrossingByItIsToldOnce() {
    threshold("hot", 10);
    publishTable(
        "{\"rows\": [{\"event\": \"Bought\", \"points\": 6, \"days\": 20}], \"inactivity\": {\"days\": 30, \"points\": 1}}");
    ContactId ada = contact("ada");
    ContactId bob = contact("bob");
    tell(ada, "Bought", null, Map.of());
    tell(bob, "Bought", null, Map.of());
    settle();
    assertThat(told()).isEmpty();
    call("POST", "/api/contacts/ada/merge", "{\"with\": \"bob\"}").ok(200);
    assertThat(score(ada)).isEqualTo(12);
    assertThat(told()).isEqualTo(Map.of("ScoreThresholdCrossed:hot", 1L));
    assertTheLedgerBalances();
    moveTo(Duration.ofDays(21));
    assertThat(score(ada)).isZero();
    assertThat(told().get("ScoreThresholdLeft:hot")).isEqualTo(1L);
  }

  @Test
  void theLedgerIsHandedOutWithEverythingElseAndGoesWithItsContact() {
    publishTable(
        "{\"rows\": [{\"event\": \"Bought\", \"points\": 6, \"why\": \"Bought something\"}], \"inactivity\": {\"days\": 30, \"points\": 1}}");
    ContactId ada = contact("ada");
    tell(ada, "Bought", null, Map.of());
    settle();
    assertThat(
            read("/api/contacts/ada/access?format=json")
                .ok(200)
                .at("/data/score_entry/0/why")
                .asText())
        .isEqualTo("Bought something");
    assertThat(read("/api/contacts/ada/access?format=json").ok(200).at("/data/score_idle").size())
        .isEqualTo(1);
    contacts.erase(ada);
    assertThat(
            jdbc.sql(
                    "SELECT (SELECT count(*) FROM score_entry) + (SELECT count(*) FROM score_idle)")
                .query(Long.class)
                .single())
        .isZero();
  }

  @Test
  void aCorrectionHasAReasonAndAName() {
    contact("ada");
    call("POST", "/api/contacts/ada/score", "{\"points\": 30, \"why\": \"Met at the fair\"}")
        .ok(200);
    var view =
        call("POST", "/api/contacts/ada/score", "{\"points\": -5, \"why\": \"Too much\"}").ok(200);
    assertThat(view.path("score").asInt()).isEqualTo(25);
    assertThat(view.at("/items/0/score").asInt()).isEqualTo(25);
    assertThat(view.at("/items/1/score").asInt()).isEqualTo(30);
    assertThat(view.at("/items/1/why").asText()).isEqualTo("Met at the fair");
    assertThat(view.at("/items/1/source").asText()).startsWith("person:");
    assertThat(
            jdbc.sql("SELECT count(*) FROM audit WHERE action = 'contact.score-corrected'")
                .query(Long.class)
                .single())
        .isEqualTo(2);
    for (String bad :
        List.of("{\"points\": 0, \"why\": \"x\"}", "{\"points\": 5}", "{\"why\": \"x\"}")) {
      call("POST", "/api/contacts/ada/score", bad).problem(422, "score-correction-invalid");
    }
    call("POST", "/api/contacts/nobody/score", "{\"points\": 5, \"why\": \"x\"}")
        .problem(404, "contact-not-found");
    var first = read("/api/contacts/ada/score?limit=1").ok(200);
    assertThat(first.path("items")).hasSize(1);
    var second =
        read("/api/contacts/ada/score?limit=1&cursor=" + first.path("next").asText()).ok(200);
    assertThat(second.at("/items/0/points").asInt()).isEqualTo(30);
  }
}
