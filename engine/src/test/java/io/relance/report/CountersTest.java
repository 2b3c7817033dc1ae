package io.relance.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.relance.RelanceTest;
import io.relance.Sketch;
import io.relance.consent.Status;
import io.relance.core.Channel;
import io.relance.core.ContactId;
import io.relance.core.Purpose;
import io.relance.demo.DemoMailServer;
import io.relance.journey.Enrolments;
import io.relance.runtime.PeopleTasks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.camunda.bpm.engine.RuntimeService;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;

/** Whatever moves a token, every counter says what is counted from the rows. */
@NullUnmarked
class CountersTest extends RelanceTest {

  private static final Logger log = LoggerFactory.getLogger(CountersTest.class);
  private static final int PEOPLE = 8;
  private static final int DEEDS = 40;

  @Autowired private Enrolments enrolments;
  @Autowired private PeopleTasks tasks;
  @Autowired private RuntimeService engine;
  @Autowired private DemoMailServer mailServer;
  @Autowired private Books books;

  private Random random;
  private final List<ContactId> people = new ArrayList<>();

  /** One of everything that the vocabulary has and that makes the engine branch, join or cancel. */
  private static final String EVERYTHING =
      Sketch.journey(
          "everything",
          Sketch.start("start")
              + Sketch.step(
                  "prepare", "updateContact", "field", "timeZone", "value", "{{ data.zone }}")
              + "<bpmn:parallelGateway id=\"fork\" />"
              + Sketch.email("mail", "marketing")
              + "<bpmn:boundaryEvent id=\"slow\" attachedToRef=\"mail\" cancelActivity=\"false\">"
              + timer("PT12H")
              + "</bpmn:boundaryEvent>"
              + Sketch.step("note", "updateContact", "field", "locale", "value", "en")
              + Sketch.end("end_note", "noted")
              + "<bpmn:subProcess id=\"sub\">"
              + Sketch.start("sub_start")
              + "<bpmn:exclusiveGateway id=\"sub_in\" />"
              + "<bpmn:userTask id=\"ask\" camunda:candidateGroups=\"sales\" />"
              + "<bpmn:exclusiveGateway id=\"sub_out\" default=\"sub_out__sub_end\" />"
              + Sketch.timer("sub_wait", "PT6H")
              + Sketch.end("sub_end", "asked")
              + Sketch.flow("sub_start", "sub_in")
              + Sketch.flow("sub_in", "ask")
              + Sketch.flow("ask", "sub_out")
              + Sketch.flow("sub_out", "sub_end")
              + "<bpmn:sequenceFlow id=\"again\" sourceRef=\"sub_out\""
              + " targetRef=\"sub_wait\"><bpmn:conditionExpression"
              + " xsi:type=\"bpmn:tFormalExpression\" language=\"feel\">steps.ask.outcome ="
              + " \"again\"</bpmn:conditionExpression></bpmn:sequenceFlow>"
              + Sketch.flow("sub_wait", "sub_in")
              + "</bpmn:subProcess><bpmn:boundaryEvent id=\"cancelled\""
              + " attachedToRef=\"sub\"><bpmn:messageEventDefinition"
              + " messageRef=\"Message_Cancelled\" /></bpmn:boundaryEvent><bpmn:exclusiveGateway"
              + " id=\"merge\" /><bpmn:parallelGateway id=\"join\" /><bpmn:eventBasedGateway"
              + " id=\"first\" />"
              + Sketch.message("happened", "OrderPlaced")
              + Sketch.timer("late", "P1D")
              + Sketch.end("end_happened", "happened")
              + Sketch.end("end_late", "late")
              + Sketch.flow("start", "prepare")
              + Sketch.flow("prepare", "fork")
              + Sketch.flow("fork", "mail")
              + Sketch.flow("fork", "sub")
              + Sketch.flow("slow", "note")
              + Sketch.flow("note", "end_note")
              + Sketch.flow("mail", "join")
              + Sketch.flow("sub", "merge")
              + Sketch.flow("cancelled", "merge")
              + Sketch.flow("merge", "join")
              + Sketch.flow("join", "first")
              + Sketch.flow("first", "happened")
              + Sketch.flow("first", "late")
              + Sketch.flow("happened", "end_happened")
              + Sketch.flow("late", "end_late")
              + "<bpmn:subProcess id=\"watch\" triggeredByEvent=\"true\"><bpmn:startEvent"
              + " id=\"noticed\" isInterrupting=\"false\"><bpmn:messageEventDefinition"
              + " messageRef=\"Message_Noticed\" /></bpmn:startEvent>"
              + Sketch.timer("watch_wait", "PT3H")
              + Sketch.end("watch_end", "noticed")
              + Sketch.flow("noticed", "watch_wait")
              + Sketch.flow("watch_wait", "watch_end")
              + "</bpmn:subProcess><bpmn:subProcess id=\"opt\""
              + " triggeredByEvent=\"true\"><bpmn:startEvent"
              + " id=\"opted_out\"><bpmn:messageEventDefinition"
              + " messageRef=\"Message_ContactOptedOut\" /></bpmn:startEvent>"
              + Sketch.timer("opt_wait", "PT3H")
              + Sketch.end("opt_end", "opted-out")
              + Sketch.flow("opted_out", "opt_wait")
              + Sketch.flow("opt_wait", "opt_end")
              + "</bpmn:subProcess>",
          "OrderPlaced",
          "Cancelled",
          "Noticed",
          "ContactOptedOut");

  private static String timer(String duration) {
    return "<bpmn:timerEventDefinition><bpmn:timeDuration>%s</bpmn:timeDuration></bpmn:timerEventDefinition>"
        .formatted(duration);
  }

  @AfterEach
  void mailRunsAgain() {
    mailServer.start();
    settle();
  }

  @Test
  void areTrueAfterWhateverHappens() {
    long seed = System.nanoTime();
    log.info("seed {}", seed);
    random = new Random(seed);
    publishDiagram(EVERYTHING);
    for (int i = 0; i < PEOPLE; i++) {
      people.add(subscriber("p" + i, input -> input));
    }
    people.forEach(this::enrol);
    for (int i = 0; i < DEEDS; i++) {
      String deed = something();
      settle();
      assertTheCountersAreTrue("seed " + seed + ", after deed " + i + ": " + deed);
      Statistics counted = books.of("everything", null);
      assertThat(counted.waiting() + counted.queued() + counted.incidents() + counted.endedTotal())
          .isEqualTo(counted.entered());
    }
  }

  private void enrol(ContactId person) {
    String zone = random.nextInt(4) == 0 ? "Mars/Olympus" : "Europe/Rome";
    enrolments.enrol(
        "everything",
        new Enrolments.Entry(person, null, "{\"zone\": \"%s\"}".formatted(zone), null));
  }

  private String something() {
    ContactId person = people.get(random.nextInt(PEOPLE));
    switch (random.nextInt(14)) {
      case 0 -> {
        tell(person, "OrderPlaced", null, Map.of("total", 80));
        return "ordered";
      }
      case 1 -> {
        tell(person, "Cancelled", null, Map.of());
        return "cancelled the sub-process";
      }
      case 2 -> {
        tell(person, "Noticed", null, Map.of());
        return "began the sub-process beside";
      }
      case 3, 4, 5 -> {
        any("SELECT id_ FROM act_ru_task ORDER BY id_")
            .ifPresent(
                task -> tasks.complete(task, random.nextBoolean() ? "again" : "reached", "{}"));
        return "asked";
      }
      case 6, 7 -> {
        Duration hours = Duration.ofHours(1 + random.nextInt(20));
        time.advance(hours);
        return hours + " went by";
      }
      case 8 -> {
        walk().ifPresent(walk -> enrolments.withdraw(walk, "no reason"));
        return "withdrawn";
      }
      case 9 -> {
        walk().ifPresent(walk -> engine.deleteProcessInstance(walk, "in Cockpit"));
        return "deleted in Cockpit";
      }
      case 10 -> {
        consents.record(
            person, Channel.EMAIL, Purpose.MARKETING, Status.REFUSED, "test", Map.of("by", "x"));
        grant(person, Channel.EMAIL);
        return "opted out, and in again";
      }
      case 11 -> {
        if (random.nextBoolean()) {
          mailServer.stop();
        } else {
          mailServer.start();
        }
        return "the mail server went or came";
      }
      case 12 -> {
        String step = List.of("ask", "first", "prepare").get(random.nextInt(3));
        walk()
            .ifPresent(
                walk ->
                    engine
                        .createProcessInstanceModification(walk)
                        .startBeforeActivity(step)
                        .execute());
        return "one more token at " + step + " in Cockpit";
      }
      default -> {
        enrol(person);
        return "enrolled";
      }
    }
  }

  private Optional<String> walk() {
    return any("SELECT process_instance_id FROM enrolment WHERE ended_at IS NULL ORDER BY id");
  }

  private Optional<String> any(String sql) {
    List<String> all = jdbc.sql(sql).query(String.class).list();
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(random.nextInt(all.size())));
  }
}
