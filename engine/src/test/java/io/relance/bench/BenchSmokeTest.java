package io.relance.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Keeps the benchmark able to run; it measures nothing here. */
class BenchSmokeTest {

  private static final int FEW = 200;

  /**
   * The engine's clock is one for the whole Java, and other tests have stopped it in another year.
   */
  @BeforeEach
  void theEnginesClockIsTheMachines() {
    ClockUtil.reset();
  }

  @Test
  void letsContactsEnterWithAndWithoutUs() throws Exception {
    try (Server server = Server.ofTheTests();
        Ours ours = new Ours(server, "bench_ours", null);
        Floor floor = ours.floor("bench_floor")) {
      assertThat(ours.enrol(FEW).done()).isEqualTo(FEW);
      floor.enrol(FEW);
      assertThat(count(ours, "message WHERE state = 'PENDING'")).isEqualTo(FEW + 1);
      // The floor tries two ways of writing before it takes one.
      assertThat(count(floor, "message WHERE state = 'PENDING'")).isEqualTo(3 * FEW + 1);
    }
  }

  @Test
  void letsContactsClickAndBeLateWithAndWithoutUs() throws Exception {
    try (Server server = Server.ofTheTests();
        Sink sink = new Sink();
        Ours ours = new Ours(server, "bench_ours", sink);
        Floor floor = ours.floor("bench_floor")) {
      for (Opponent opponent : List.of(ours, floor)) {
        opponent.crowd().growTo(3 * FEW);
        assertThat(opponent.click(FEW).done()).isEqualTo(FEW);
        assertThat(opponent.fire(FEW).done()).isEqualTo(FEW);
        assertThat(count(opponent, "act_ru_event_subscr")).isEqualTo(FEW + 1);
        assertThat(count(opponent, "act_ru_job")).isEqualTo(FEW + 1);
      }
      assertThat(miscounted(ours)).isZero();
      assertThat(ends(floor)).isEqualTo(ends(ours)).contains("clicked=200", "late=200");
    }
  }

  @Test
  void asksForSegmentsAsPeopleWouldByHand() throws Exception {
    Results results = new Results("smoke");
    try (Server server = Server.ofTheTests()) {
      new Segmenting().measure(server, Effort.SMOKE, results);
    }
    assertThat(results.figures()).hasSize(3 * Question.ALL.size() + 1);
  }

  @Test
  void importsWithAndWithoutUs() throws Exception {
    try (Server server = Server.ofTheTests();
        Ours ours = new Ours(server, "bench_ours", null);
        Copying copying = new Copying(server, ours.twin("bench_copy"))) {
      assertThat(Importing.load(ours, 1, FEW).done()).isEqualTo(FEW);
      assertThat(Importing.load(copying, 1, FEW).done()).isEqualTo(FEW);
      assertThat(contacts(copying)).isEqualTo(contacts(ours)).hasSize(FEW);
    }
  }

  /** All that both write must be the same, or one of them does less. */
  private static List<String> contacts(Opponent opponent) {
    return opponent
        .database()
        .jdbc()
        .sql(
            """
            SELECT concat_ws(' ', external_id, email, phone, attributes,
                             (SELECT string_agg(t.key || t.value::text, ' ' ORDER BY t.key) FROM jsonb_each(touched) t))
              FROM contact
             ORDER BY external_id
            """)
        .query(String.class)
        .list()
        .stream()
        .map(line -> line.replaceAll("\"at\": \"[^\"]*\"", ""))
        .toList();
  }

  private static long count(Opponent opponent, String what) {
    return opponent
        .database()
        .jdbc()
        .sql("SELECT count(*) FROM " + what)
        .query(Long.class)
        .single();
  }

  /** What the books say of walks that were cast must be true, or W11 reads something else. */
  private static long miscounted(Opponent ours) {
    return ours.database()
        .jdbc()
        .sql(
            """
            SELECT count(*)
              FROM (SELECT what, step, word, sum(n) FROM journey_count_now GROUP BY 1, 2, 3 HAVING sum(n) <> 0
                    EXCEPT
                    SELECT what, step, word, n FROM journey_count_truth) wrong
            """)
        .query(Long.class)
        .single();
  }

  /** How walks ended, and what they left in the trail: the floor must write just as much. */
  private static String ends(Opponent opponent) {
    return opponent
        .database()
        .jdbc()
        .sql(
            """
            SELECT string_agg(line, ' ' ORDER BY line)
              FROM (SELECT outcome || '=' || count(*) FROM enrolment WHERE ended_at IS NOT NULL GROUP BY outcome
                    UNION ALL
                    SELECT step || ':' || count(*) FROM trail GROUP BY step) lines (line)
            """)
        .query(String.class)
        .single();
  }
}
