package io.relance.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.relance.RelanceTest;
import io.relance.Sketch;
import io.relance.core.ContactId;
import io.relance.journey.Enrolments;
import io.relance.journey.Enrolments.Entry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/**
 * How many statements moving tokens takes: as many for fifty as for ten, but for the engine's own
 * writing, which goes in batches of fifty rows. Counted by PostgreSQL itself, so that nothing is
 * missed.
 */
@NullUnmarked
class StatementsTest extends RelanceTest {

  @Autowired Enrolments enrolments;
  @Autowired DueJobs jobs;
  @Autowired Signals signals;
  @Autowired List<Pump> pumps;

  private record Cost(int enrol, int event, int timer) {}

  @Test
  void aSetOfFiftyCostsHardlyMoreStatementsThanASetOfTen() {
    Cost ten = cost(10);
    beginAtT0WithEmptyTables();
    Cost fifty = cost(50);
    assertThat(fifty.enrol())
        .as("enrolling, of ten %d", ten.enrol())
        .isLessThanOrEqualTo(ten.enrol() + 6);
    assertThat(fifty.event())
        .as("an event each, of ten %d", ten.event())
        .isLessThanOrEqualTo(ten.event() + 8);
    assertThat(fifty.timer())
        .as("a timer each, of ten %d", ten.timer())
        .isLessThanOrEqualTo(ten.timer() + 8);
    assertThat(fifty.enrol()).isLessThan(40);
    assertThat(fifty.event()).isLessThan(45);
    assertThat(fifty.timer()).isLessThan(45);
  }

  private Cost cost(int people) {
    publishDiagram(Sketch.waitingFor("cart", "OrderPlaced"));
    List<ContactId> contacts =
        IntStream.range(0, 2 * people).mapToObj(i -> subscriber("p" + i, input -> input)).toList();
    List<Entry> entries = new ArrayList<>();
    contacts.forEach(contact -> entries.add(new Entry(contact, null, "{}", null)));
    Pump router =
        pumps.stream().filter(pump -> pump.name().equals("events")).findFirst().orElseThrow();
    int enrol = statements.during(() -> enrolments.enrolAll("cart", entries.subList(0, people)));
    enrolments.enrolAll("cart", entries.subList(people, 2 * people));
    settle();
    for (ContactId contact : contacts.subList(0, people)) {
      tell(contact, "OrderPlaced", null, Map.of());
    }
    int event = statements.during(router::runOnce);
    clock.stopAt(T0.plus(Duration.ofDays(3)));
    time.startAhead(clock.ahead());
    clock.stopAt(T0.plus(Duration.ofDays(3)));
    int timer = statements.during(jobs::runOnce);
    settle();
    assertThat(ends("cart")).isEqualTo(Map.of("happened", (long) people, "late", (long) people));
    return new Cost(enrol, event, timer);
  }
}
