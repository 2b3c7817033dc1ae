package io.relance.journey.check;

import static io.relance.journey.check.BrokenDrawings.looping;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class LoopCheckTest {

  private final DiagramCheck check = new DiagramCheck();

  @Test
  void allowsALoopThatWaits() {
    assertAllowed(step -> step.wait("step", "PT1M"));
    assertAllowed(step -> step.date("step", "${timers.localTime(execution,'P0D','09:00')}"));
    assertAllowed(step -> step.message("step", "OrderPlaced"));
    assertAllowed(step -> step.receive("step", "OrderPlaced"));
    assertAllowed(step -> step.person("step", "sales"));
    assertAllowed(
        step ->
            step.group(
                "step",
                in -> in.start("i").flow("i", "w").wait("w", "P1D").flow("w", "o").end("o", "o")));
  }

  @Test
  void refusesALoopThatDoesNot() {
    assertRefused(step -> step.wait("step", "PT0S"));
    assertRefused(step -> step.wait("step", "PT59S"));
    assertRefused(step -> step.date("step", "2027-03-01T09:00:00Z"));
    assertRefused(
        step -> step.date("step", "${timers.dateOf(execution,'contact.birthday','P0D','09:00')}"));
    assertRefused(step -> step.sendEmail("step", "x"));
    assertRefused(step -> step.step("step", "changeScore", "points", "1"));
    assertRefused(step -> step.group("step", in -> in.start("i").flow("i", "o").end("o", "o")));
  }

  @Test
  void refusesAStepThatLeadsToItself() {
    assertThat(rules(Drawing.with("changeScore", "points", "1").flow("step", "step")))
        .contains("loop");
  }

  @Test
  void seesTheShortWayOutOfALongWait() {
    assertRefused(
        step -> step.person("step", "sales").timerOn("step", "soon", "PT1S").flow("soon", "step"));
    assertAllowed(
        step -> step.person("step", "sales").timerOn("step", "late", "P1D").flow("late", "step"));
  }

  @Test
  void allowsALoopThroughAJoinThatWaitsForASlowBranch() {
    assertAllowed(
        step ->
            step.parallel("step")
                .flow("step", "slow")
                .flow("step", "join")
                .wait("slow", "P1D")
                .flow("slow", "join")
                .parallel("join")
                .flow("join", "again"));
  }

  @Test
  void refusesALoopThroughAJoinOfFastBranches() {
    Drawing drawing =
        Drawing.journey("joining")
            .start("start")
            .flow("start", "fork")
            .parallel("fork")
            .flow("fork", "a")
            .flow("fork", "b")
            .step("a", "changeScore", "points", "1")
            .step("b", "changeScore", "points", "1")
            .flow("a", "join")
            .flow("b", "join")
            .parallel("join")
            .flow("join", "again")
            .decide("again", "again-end")
            .flowIf("again", "fork", "true")
            .flow("again", "end")
            .end("end", "done");

    assertThat(rules(drawing)).contains("loop");
  }

  private void assertAllowed(Consumer<Drawing> step) {
    assertThat(rules(looping(step))).doesNotContain("loop");
  }

  private void assertRefused(Consumer<Drawing> step) {
    var result = check.check(looping(step).bytes());
    assertThat(result.problems()).extracting(Problem::rule).contains("loop");
    assertThat(result.diagram()).isNull();
  }

  private java.util.List<String> rules(Drawing drawing) {
    return check.check(drawing.bytes()).problems().stream().map(Problem::rule).toList();
  }
}
