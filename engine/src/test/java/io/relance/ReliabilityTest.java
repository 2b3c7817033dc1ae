package io.relance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.relance.consent.Status;
import io.relance.core.Channel;
import io.relance.core.ContactId;
import io.relance.core.Purpose;
import io.relance.demo.DemoMailServer;
import io.relance.journey.Enrolments;
import io.relance.messaging.SmtpSettings;
import io.relance.report.Backlog;
import io.relance.report.Incidents;
import io.relance.runtime.Pump;
import io.relance.runtime.Repairs;
import java.io.InputStream;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import org.camunda.bpm.engine.ManagementService;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.subethamail.smtp.MessageContext;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.server.SMTPServer;

/** What stays true when something around the journey breaks: reliability.md 2.3, 4.1 and 4.3. */
@NullUnmarked
class ReliabilityTest extends ApiTest {

  @Autowired private DemoMailServer mailServer;
  @Autowired private SmtpSettings smtp;
  @Autowired private Enrolments enrolments;
  @Autowired private Backlog backlog;
  @Autowired private Incidents incidents;
  @Autowired private Repairs repairs;
  @Autowired private ManagementService engine;
  @Autowired private List<Pump> pumps;

  @AfterEach
  void mailRunsAgain() {
    mailServer.start();
    settle();
  }

  private void enrol(String journey, ContactId contact) {
    enrol(journey, contact, "{}");
  }

  private void enrol(String journey, ContactId contact, String data) {
    assertThat(enrolments.enrol(journey, new Enrolments.Entry(contact, null, data, null)))
        .isPresent();
  }

  private List<ContactId> subscribers(int number) {
    List<ContactId> people = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      people.add(subscriber("r" + i, input -> input));
    }
    return people;
  }

  // ------------------------------------------------------------------ the mail server

  @Test
  void aStoppedMailServerLeavesMessagesQueuedInSightAndTheyLeaveOnceWhenItIsBack() {
    publish("first-steps");
    List<ContactId> people = subscribers(7);
    enrol("first-steps", people.get(0));
    settle();
    assertThat(arrived()).isEqualTo(Map.of("email", 1L));

    mailServer.stop();
    people.subList(1, 7).forEach(person -> enrol("first-steps", person));
    settle();
    moveTo(Duration.ofHours(3));

    JsonNode queued = read("/api/messages?state=pending").ok(200).path("items");
    assertThat(queued).hasSize(6);
    queued.forEach(
        message -> {
          assertThat(message.path("detail").asText()).contains("127.0.0.1", "refused");
          assertThat(message.path("attempts").asInt()).as("no message is at fault").isZero();
        });
    assertThat(backlog.channels(clock.instant()))
        .singleElement()
        .satisfies(
            channel -> {
              assertThat(channel.channel()).isEqualTo("email");
              assertThat(channel.due()).isEqualTo(6);
              assertThat(channel.trouble()).contains("refused");
              assertThat(channel.oldest()).isEqualTo(T0);
            });
    JsonNode books = read("/api/journeys/first-steps/statistics").ok(200);
    assertThat(books.path("queued").asInt()).isEqualTo(6);
    assertThat(books.path("entered").asInt()).isEqualTo(7);
    assertThat(
            read("/api/journeys/first-steps/enrolments/first-steps:r1")
                .ok(200)
                .path("state")
                .asText())
        .isEqualTo("queued");

    mailServer.start();
    settle();
    assertThat(arrived()).isEqualTo(Map.of("email", 7L));
    assertThat(accepted("first-steps")).isEqualTo(Map.of("mail_hello", 7L));
    assertThat(backlog.channels(clock.instant())).isEmpty();
    moveTo(Duration.ofDays(5));
    assertThat(ends("first-steps")).isEqualTo(Map.of("reminded", 7L));
    assertThat(arrived()).isEqualTo(Map.of("email", 14L));
    assertTheBooksBalance();
  }

  @Test
  void whoOptsOutWhileAMessageIsQueuedNeverGetsIt() {
    publish("first-steps");
    ContactId person = subscriber("lea", input -> input);
    mailServer.stop();
    enrol("first-steps", person);
    settle();
    consents.record(
        person, Channel.EMAIL, Purpose.MARKETING, Status.REFUSED, "test", Map.of("by", "phone"));
    settle();
    mailServer.start();
    moveTo(Duration.ofDays(5));

    JsonNode fate = read("/api/messages?contact=lea").ok(200).path("items");
    assertThat(fate).hasSize(1);
    assertThat(fate.get(0).path("state").asText()).isEqualTo("SUPPRESSED");
    assertThat(fate.get(0).path("reason").asText()).isEqualTo("consent-withdrawn");
    assertThat(ends("first-steps")).isEqualTo(Map.of("opted-out", 1L));
    assertThat(arrived()).isEmpty();
    assertTheBooksBalance();
  }

  @Test
  void aMessageThatIsTooLateToBeUsefulExpires() {
    publishDiagram(
        Sketch.letter("letter")
            .replace(
                "<camunda:inputParameter name=\"purpose\">",
                "<camunda:inputParameter name=\"expires\">PT2H</camunda:inputParameter><camunda:inputParameter name=\"purpose\">"));
    ContactId person = subscriber("lea", input -> input);
    mailServer.stop();
    enrol("letter", person);
    moveTo(Duration.ofHours(3));
    mailServer.start();
    settle();
    assertThat(read("/api/messages?contact=lea").json().path("items").get(0).path("state").asText())
        .isEqualTo("EXPIRED");
    assertThat(ends("letter")).isEqualTo(Map.of("done", 1L));
    assertThat(arrived()).isEmpty();
  }

  /**
   * In the place of the demo's server: it knows nobody called "gone", and greylists "grey" once.
   */
  private SMTPServer picky() {
    mailServer.stop();
    boolean[] greylisted = {false};
    SMTPServer server =
        SMTPServer.port(smtp.port())
            .bindAddress(InetAddress.getLoopbackAddress())
            .messageHandlerFactory(context -> new Picky(context, greylisted))
            .build();
    server.start();
    return server;
  }

  private record Picky(MessageContext context, boolean[] greylisted) implements MessageHandler {
    @Override
    public void from(String from) {}

    @Override
    public void recipient(String recipient) throws RejectException {
      if (recipient.startsWith("gone@")) {
        throw new RejectException(550, "5.1.1 no such user here");
      }
      if (recipient.startsWith("grey@") && !greylisted[0]) {
        greylisted[0] = true;
        throw new RejectException(450, "4.2.1 try again later");
      }
    }

    @Override
    public String data(InputStream data) throws java.io.IOException {
      data.readAllBytes();
      return "queued";
    }

    @Override
    public void done() {}
  }

  @Test
  void anAddressThatDoesNotExistIsNotWrittenToAgain() {
    publishDiagram(Sketch.waitingFor("waiting", "HardBounced"));
    publishDiagram(Sketch.letter("letter"));
    ContactId gone = subscriber("gone", input -> input);
    ContactId there = subscriber("there", input -> input);
    SMTPServer server = picky();
    try {
      enrol("waiting", gone);
      enrol("waiting", there);
      settle();
      JsonNode fate = read("/api/messages?contact=gone").json().path("items").get(0);
      assertThat(fate.path("state").asText()).isEqualTo("REFUSED");
      assertThat(fate.path("reason").asText()).isEqualTo("hard-bounce");
      assertThat(fate.path("detail").asText()).contains("5.1.1");
      assertThat(ends("waiting")).isEqualTo(Map.of("happened", 1L, "inside", 1L));

      enrol("letter", gone);
      enrol("letter", there);
      settle();
      JsonNode next = read("/api/messages?contact=gone&journey=letter").json().path("items").get(0);
      assertThat(next.path("state").asText()).isEqualTo("SUPPRESSED");
      assertThat(next.path("attempts").asInt()).isZero();
      assertThat(accepted("letter")).isEqualTo(Map.of("mail", 1L));
      assertTheBooksBalance();
    } finally {
      server.stop();
    }
  }

  @Test
  void aMessagePutOffByTheServerIsTriedAgainLaterAndSentOnce() {
    publishDiagram(Sketch.letter("letter"));
    ContactId grey = subscriber("grey", input -> input);
    SMTPServer server = picky();
    try {
      enrol("letter", grey);
      settle();
      JsonNode queued = read("/api/messages?contact=grey").json().path("items").get(0);
      assertThat(queued.path("state").asText()).isEqualTo("PENDING");
      assertThat(queued.path("detail").asText()).contains("4.2.1");
      moveTo(Duration.ofMinutes(3));
      assertThat(accepted("letter")).isEmpty();
      moveTo(Duration.ofMinutes(7));
      assertThat(accepted("letter")).isEqualTo(Map.of("mail", 1L));
      assertThat(ends("letter")).isEqualTo(Map.of("done", 1L));
      assertTheBooksBalance();
    } finally {
      server.stop();
    }
  }

  // ------------------------------------------------------------------ events and time

  @Test
  void anEventToldBeforeAnybodyWaitsForItIsUsedOnce() {
    publishDiagram(Sketch.waitingFor("waiting", "OrderPlaced"));
    ContactId person = subscriber("lea", input -> input);
    tell(person, "OrderPlaced", null, Map.of("total", 80));
    settle();
    moveTo(Duration.ofMinutes(5));
    enrol("waiting", person);
    settle();
    assertThat(ends("waiting")).isEqualTo(Map.of("happened", 1L));

    moveTo(Duration.ofMinutes(6));
    enrol("waiting", person);
    settle();
    assertThat(ends("waiting")).as("it was used").isEqualTo(Map.of("happened", 1L, "inside", 1L));
    assertTheBooksBalance();
  }

  @Test
  void anEventFromLongBeforeTheEntryIsHistory() {
    publishDiagram(Sketch.waitingFor("waiting", "OrderPlaced"));
    ContactId person = subscriber("lea", input -> input);
    tell(person, "OrderPlaced", null, Map.of("total", 80));
    moveTo(Duration.ofMinutes(30));
    enrol("waiting", person);
    settle();
    assertThat(ends("waiting")).isEqualTo(Map.of("inside", 1L));
  }

  @Test
  void anEventToldWhileTheMessageBeforeItIsQueuedIsUsedWhenTheTokenComes() {
    publishDiagram(Sketch.waitingFor("waiting", "OrderPlaced"));
    ContactId person = subscriber("lea", input -> input);
    mailServer.stop();
    enrol("waiting", person);
    settle();
    tell(person, "OrderPlaced", null, Map.of("total", 80));
    settle();
    assertThat(ends("waiting")).isEqualTo(Map.of("inside", 1L));
    mailServer.start();
    settle();
    assertThat(ends("waiting")).isEqualTo(Map.of("happened", 1L));
    assertTheBooksBalance();
  }

  @Test
  void ofAnEventAndATimerAtTheSameInstantExactlyOneWins() throws Exception {
    publishDiagram(Sketch.waitingFor("waiting", "OrderPlaced"));
    List<ContactId> people = subscribers(20);
    people.forEach(person -> enrol("waiting", person));
    settle();
    moveTo(Duration.ofDays(2).minusSeconds(1));
    people.forEach(person -> tell(person, "OrderPlaced", null, Map.of("total", 80)));
    List<String> timers =
        jdbc.sql("SELECT id_ FROM act_ru_job WHERE type_ = 'timer' ORDER BY id_")
            .query(String.class)
            .list();
    assertThat(timers).hasSize(20);

    CyclicBarrier together = new CyclicBarrier(2);
    Thread time =
        new Thread(
            () -> {
              awaitQuietly(together);
              for (String timer : timers) {
                try {
                  engine.executeJob(timer);
                } catch (RuntimeException lost) {
                  // The event was faster; the timer is gone or will be.
                }
              }
            });
    time.start();
    Pump router =
        pumps.stream().filter(pump -> pump.name().equals("events")).findFirst().orElseThrow();
    awaitQuietly(together);
    while (router.runOnce() > 0) {
      assertThat(router.name()).isEqualTo("events");
    }
    time.join();
    moveTo(Duration.ofDays(2).plusMinutes(5));

    Map<String, Long> ends = ends("waiting");
    assertThat(ends.getOrDefault("happened", 0L) + ends.getOrDefault("late", 0L))
        .as(ends.toString())
        .isEqualTo(20);
    assertThat(jdbc.sql("SELECT count(*) FROM event_use").query(Long.class).single())
        .as("an event that lost is not marked as used")
        .isEqualTo(ends.getOrDefault("happened", 0L));
    assertTheBooksBalance();
  }

  private static void awaitQuietly(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (InterruptedException | java.util.concurrent.BrokenBarrierException e) {
      throw new IllegalStateException(e);
    }
  }

  // ------------------------------------------------------------------ pausing

  @Test
  void aPausedJourneySendsNothingAndLosesNothing() {
    publishDiagram(Sketch.waitingFor("waiting", "OrderPlaced"));
    List<ContactId> people = subscribers(3);
    enrol("waiting", people.get(0));
    enrol("waiting", people.get(1));
    settle();
    mailServer.stop();
    enrol("waiting", people.get(2));
    settle();
    journeys.pause("waiting");
    mailServer.start();
    moveTo(Duration.ofDays(1));
    assertThat(arrived()).as("the queued one waits").isEqualTo(Map.of("email", 2L));
    tell(people.get(0), "OrderPlaced", null, Map.of("total", 80));
    settle();
    assertThat(ends("waiting")).isEqualTo(Map.of("inside", 3L));

    journeys.resume("waiting");
    settle();
    assertThat(arrived()).isEqualTo(Map.of("email", 3L));
    assertThat(ends("waiting")).isEqualTo(Map.of("happened", 1L, "inside", 2L));
    journeys.pause("waiting");
    moveTo(Duration.ofDays(10));
    assertThat(ends("waiting"))
        .as("no timer fires")
        .isEqualTo(Map.of("happened", 1L, "inside", 2L));
    journeys.resume("waiting");
    settle();
    assertThat(ends("waiting")).isEqualTo(Map.of("happened", 1L, "late", 2L));
    assertTheBooksBalance();
  }

  @Test
  void anEventToldBeforeTheTimerWasDueWinsAlsoWhenBothWaitedForTheResumption() {
    publishDiagram(Sketch.waitingFor("waiting", "OrderPlaced"));
    ContactId person = subscriber("lea", input -> input);
    enrol("waiting", person);
    settle();
    journeys.pause("waiting");
    moveTo(Duration.ofDays(1));
    tell(person, "OrderPlaced", null, Map.of("total", 80));
    moveTo(Duration.ofDays(4));
    journeys.resume("waiting");
    settle();
    assertThat(ends("waiting")).isEqualTo(Map.of("happened", 1L));
    assertTheBooksBalance();
  }

  // ------------------------------------------------------------------ a step that cannot be done

  @Test
  void aStepThatFailsForOneContactBecomesAnIncidentAndTheOthersGoOn() {
    publishDiagram(
        Sketch.journey(
            "zones",
            Sketch.start("start")
                + Sketch.step(
                    "zone", "updateContact", "field", "timeZone", "value", "{{ data.zone }}")
                + Sketch.end("end", "done")
                + Sketch.flow("start", "zone")
                + Sketch.flow("zone", "end")));
    List<ContactId> people = subscribers(4);
    for (int i = 0; i < 4; i++) {
      enrol(
          "zones",
          people.get(i),
          "{\"zone\": \"%s\"}".formatted(i == 2 ? "Mars/Olympus" : "Europe/Rome"));
    }
    settle();
    assertThat(ends("zones")).isEqualTo(Map.of("done", 3L, "inside", 1L));
    moveTo(Duration.ofHours(1));
    assertThat(incidents.grouped()).as("it is still tried").isEmpty();
    moveTo(Duration.ofHours(9));

    assertThat(incidents.grouped())
        .singleElement()
        .satisfies(
            incident -> {
              assertThat(incident.journey()).isEqualTo("zones");
              assertThat(incident.step()).isEqualTo("zone");
              assertThat(incident.count()).isEqualTo(1);
              assertThat(incident.anyContact()).isEqualTo("r2");
              assertThat(incident.message()).contains("timeZone");
            });
    JsonNode books = read("/api/journeys/zones/statistics").ok(200);
    assertThat(books.path("incidents").asInt()).isEqualTo(1);
    assertThat(books.path("entered").asInt()).isEqualTo(4);

    jdbc.sql("UPDATE enrolment SET data = '{\"zone\": \"Europe/Rome\"}' WHERE ended_at IS NULL")
        .update();
    var cause = incidents.grouped().get(0);
    assertThat(
            repairs.retry(
                incidents.jobs(cause.journey(), cause.version(), cause.step(), cause.message())))
        .isEqualTo(1);
    settle();
    assertThat(ends("zones")).isEqualTo(Map.of("done", 4L));
    assertTheBooksBalance();
  }
}
