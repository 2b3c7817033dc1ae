package io.relance.journey.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.relance.journey.check.Diagram.Kind;
import io.relance.journey.check.Diagram.Reentry;
import io.relance.journey.check.Diagram.Step;
import io.relance.process.StepCatalogue;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DiagramCheckTest {

  private final DiagramCheck check = new DiagramCheck();

  @Test
  void findsNothingWrongWithADiagramThatUsesTheWholeVocabulary() {
    var result = check.check(Drawing.everything().bytes());

    assertThat(result.problems()).extracting(Problem::rule).containsOnly("clicks-consent");
    assertThat(result.isPublishable()).isTrue();
  }

  @Test
  void readsWhatTheDiagramSays() {
    Diagram diagram = Objects.requireNonNull(check.check(Drawing.everything().bytes()).diagram());

    assertThat(diagram.key()).isEqualTo("everything");
    assertThat(diagram.reentry()).isEqualTo(Reentry.NEVER);
    assertThat(diagram.startMessages()).containsExactly("OrderPlaced");
    assertThat(diagram.startsByHand()).isTrue();
    Step mail = diagram.step("mail").orElseThrow();
    assertThat(mail.kind()).isEqualTo(Kind.SEND_EMAIL);
    assertThat(mail.delegate()).isEqualTo(StepCatalogue.SEND_EMAIL);
    assertThat(mail.inputs()).containsEntry("subject", "Hello {{ contact.firstName }}");
    Step failed = diagram.step("mail-failed").orElseThrow();
    assertThat(failed.attachedTo()).isEqualTo("mail");
    assertThat(failed.error()).isEqualTo("refused");
    assertThat(diagram.step("sms").orElseThrow().scope()).isEqualTo("watch");
  }

  @Test
  void knowsAKindForEveryStepOfTheCatalogue() {
    assertThat(StepCatalogue.all())
        .allSatisfy(type -> assertThat(Kind.values()).contains(StepReading.catalogueKind(type)));
  }

  @Test
  void keepsWhatOtherToolsWroteIntoTheirOwnExtensions() {
    Drawing drawing =
        Drawing.simple()
            .definitionsAttributes(
                "xmlns:modeler=\"http://camunda.org/schema/modeler/1.0\""
                    + " modeler:executionPlatform=\"Camunda Platform\""
                    + " xmlns:bioc=\"http://bpmn.io/schema/bpmn/biocolor/1.0\""
                    + " xmlns:color=\"http://www.omg.org/spec/BPMN/non-normative/color/1.0\""
                    + " exporter=\"Camunda Modeler\" exporterVersion=\"5.30.0\"")
            .processAttributes("isExecutable=\"true\" camunda:historyTimeToLive=\"180\"")
            .raw(
                "<bpmn:textAnnotation id=\"note\"><bpmn:extensionElements><x:note"
                    + " xmlns:x=\"urn:example:tool\""
                    + " a=\"b\"><x:c/></x:note></bpmn:extensionElements></bpmn:textAnnotation>")
            .layout(
                "<bpmndi:BPMNShape id=\"s\" bpmnElement=\"start\" bioc:stroke=\"#000\""
                    + " color:border-color=\"#000\"><dc:Bounds x=\"1\" y=\"2.5\" width=\"36\""
                    + " height=\"36\" /></bpmndi:BPMNShape>");

    assertThat(check.check(drawing.bytes()).problems()).isEmpty();
  }

  @Test
  void aShapeWithoutASizeIsReportedAtTheStepThatItShows() {
    Drawing drawing =
        Drawing.simple().layout("<bpmndi:BPMNShape id=\"shape\" bpmnElement=\"start\" />");

    assertThat(check.check(drawing.bytes()).problems())
        .extracting(Problem::element)
        .contains("start")
        .doesNotContain("shape");
  }

  @Test
  void aMistakeInsideAStepIsReportedAtTheStepByItsName() {
    Drawing drawing =
        Drawing.around(
            step ->
                step.holding(
                    "userTask",
                    "step",
                    "name=\"Call them\" camunda:candidateGroups=\"sales\"",
                    "<bpmn:documentation id=\"doc\">${x}</bpmn:documentation>"));

    Problem problem = check.check(drawing.bytes()).problems().get(0);

    assertThat(problem.element()).isEqualTo("step");
    assertThat(problem.arguments()).startsWith("Call them");
  }

  @Test
  void anEventOnAnArrowIsRefused() {
    Drawing drawing = Drawing.simple().timerOn("start-end", "timer", "P1D").flow("timer", "end");

    assertThat(check.check(drawing.bytes()).problems())
        .extracting(Problem::rule)
        .contains("reference");
  }

  @Test
  void checksTheLargestDiagramInMilliseconds() {
    byte[] largest = chain(498).bytes();
    check.check(largest);

    long[] nanos = new long[9];
    for (int i = 0; i < nanos.length; i++) {
      long start = System.nanoTime();
      assertThat(check.check(largest).problems()).isEmpty();
      nanos[i] = System.nanoTime() - start;
    }
    Arrays.sort(nanos);
    System.out.println("500 steps are checked in " + nanos[4] / 1_000_000.0 + " ms");
    assertThat(Duration.ofNanos(nanos[4])).isLessThan(Duration.ofMillis(500));
  }

  @Test
  void refusesOneStepMoreThanTheLimit() {
    var result = check.check(chain(499).bytes());

    assertThat(result.problems()).extracting(Problem::rule).containsExactly("too-many");
    assertThat(result.diagram()).isNull();
  }

  private static Drawing chain(int length) {
    Drawing drawing = Drawing.journey("chain").start("start").flow("start", "s0");
    IntStream.range(0, length)
        .forEach(
            i ->
                drawing
                    .step("s" + i, "changeScore", "points", "1")
                    .flow("s" + i, i == length - 1 ? "end" : "s" + (i + 1)));
    return drawing.end("end", "done");
  }
}
