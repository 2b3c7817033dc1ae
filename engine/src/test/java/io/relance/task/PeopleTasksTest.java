package io.relance.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.relance.RelanceTest;
import io.relance.core.ContactId;
import io.relance.journey.Enrolments;
import io.relance.journey.Enrolments.Entry;
import io.relance.runtime.PeopleTasks;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@NullUnmarked
class PeopleTasksTest extends RelanceTest {

  private static final String JOURNEY =
      """
      <bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
          xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
          xmlns:camunda="http://camunda.org/schema/1.0/bpmn" targetNamespace="t" id="d">
        <bpmn:process id="calls" name="Calls" isExecutable="true">
          <bpmn:startEvent id="start" />
          <bpmn:sequenceFlow id="f1" sourceRef="start" targetRef="call" />
          <bpmn:userTask id="call" name="Call" camunda:candidateGroups="sales" />
          <bpmn:boundaryEvent id="late" attachedToRef="call">
            <bpmn:timerEventDefinition id="t1"><bpmn:timeDuration>P1D</bpmn:timeDuration></bpmn:timerEventDefinition>
          </bpmn:boundaryEvent>
          <bpmn:sequenceFlow id="f2" sourceRef="late" targetRef="too_late" />
          <bpmn:endEvent id="too_late" name="too-late" />
          <bpmn:sequenceFlow id="f3" sourceRef="call" targetRef="how" />
          <bpmn:exclusiveGateway id="how" default="f5" />
          <bpmn:sequenceFlow id="f4" sourceRef="how" targetRef="won">
            <bpmn:conditionExpression xsi:type="bpmn:tFormalExpression" language="feel">steps.call.outcome = "meeting" and data.day = "Friday"</bpmn:conditionExpression>
          </bpmn:sequenceFlow>
          <bpmn:sequenceFlow id="f5" sourceRef="how" targetRef="lost" />
          <bpmn:endEvent id="won" name="won" />
          <bpmn:endEvent id="lost" name="lost" />
        </bpmn:process>
      </bpmn:definitions>
      """;

  @Autowired private Enrolments enrolments;
  @Autowired private PeopleTasks tasks;

  @Test
  void theOutcomeOfACallAndWhatWasLearntDecideTheBranch() {
    publishDiagram(JOURNEY);
    for (String person : new String[] {"ann", "bob", "eve"}) {
      ContactId contact = subscriber(person, input -> input);
      enrolments.enrol("calls", new Entry(contact, null, "{}", null));
    }
    settle();

    tasks.complete(task("ann"), "meeting", "{\"day\": \"Friday\"}");
    tasks.complete(task("bob"), "not-interested", "{}");
    assertThat(
            jdbc.sql(
                    """
                    SELECT c.external_id || ' ' || d.step || ' ' || d.outcome
                      FROM task_done d JOIN contact c ON c.id = d.contact_id ORDER BY 1
                    """)
                .query(String.class)
                .list())
        .as("who was called is known beyond the task")
        .containsExactly("ann call meeting", "bob call not-interested");
    time.advance(java.time.Duration.ofDays(2));

    assertThat(ends("calls"))
        .containsOnly(
            java.util.Map.entry("won", 1L),
            java.util.Map.entry("lost", 1L),
            java.util.Map.entry("too-late", 1L));
    assertTheBooksBalance();
  }

  private String task(String externalId) {
    return jdbc.sql(
            """
            SELECT t.id_ FROM act_ru_task t
              JOIN enrolment e ON e.process_instance_id = t.proc_inst_id_
              JOIN contact c ON c.id = e.contact_id
             WHERE c.external_id = :contact
            """)
        .param("contact", externalId)
        .query(String.class)
        .single();
  }
}
