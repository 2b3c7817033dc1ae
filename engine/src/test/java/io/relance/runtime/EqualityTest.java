package io.relance.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.relance.RelanceTest;
import io.relance.core.ContactId;
import io.relance.journey.Enrolments;
import io.relance.journey.Enrolments.Entry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;

/**
 * Tokens that move in sets leave the same rows as tokens that move one by one through the engine's
 * own commands: shown on journeys and events drawn by chance. {@code -Drelance.equality.seeds=200}
 * draws that many; {@code -Drelance.equality.seed=7} draws one again.
 */
@NullUnmarked
class EqualityTest extends RelanceTest {

  private static final int PEOPLE = 6;
  private static final int MOMENTS = 9;

  @Autowired Moves moves;
  @Autowired Enrolments enrolments;
  @Autowired PeopleTasks tasks;

  static Stream<Long> seeds() {
    Long one = Long.getLong("relance.equality.seed");
    return one != null
        ? Stream.of(one)
        : LongStream.rangeClosed(1, Integer.getInteger("relance.equality.seeds", 12)).boxed();
  }

  @AfterEach
  void inSetsAgain() {
    moves.inSets(true);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void tokensThatMoveTogetherLeaveTheSameRowsAsTokensThatMoveAlone(long seed) {
    String journey = RandomJourney.draw("random", seed);
    moves.inSets(false);
    Map<String, List<String>> alone = walk(journey, seed);
    beginAtT0WithEmptyTables();
    moves.inSets(true);
    Map<String, List<String>> together = walk(journey, seed);
    for (String table : alone.keySet()) {
      assertThat(without(together.get(table), alone.get(table)))
          .as("seed %d: rows of %s that only moving together leaves, beside\n%s", seed, table, without(alone.get(table), together.get(table)))
          .isEmpty();
      assertThat(together.get(table)).as("seed %d, %s", seed, table).isEqualTo(alone.get(table));
    }
    assertTheBooksBalance();
  }

  private static List<String> without(List<String> rows, List<String> others) {
    List<String> left = new ArrayList<>(rows);
    others.forEach(left::remove);
    return left;
  }

  /** Everything that happens is drawn by the seed, so both ways live through the same. */
  private Map<String, List<String>> walk(String journey, long seed) {
    jdbc.sql("TRUNCATE contact, event RESTART IDENTITY CASCADE").update();
    Random chance = new Random(seed);
    publishDiagram(journey);
    List<ContactId> people = new ArrayList<>();
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < PEOPLE; i++) {
      ContactId person =
          subscriber("p" + i, i % 2 == 0 ? input -> input.with("phone", "+3361234567%s".formatted(people.size())) : input -> input);
      people.add(person);
      entries.add(new Entry(person, null, "{\"value\": %d}".formatted(chance.nextInt(100)), null));
    }
    enrolments.enrolAll("random", entries);
    settle();
    for (int moment = 0; moment < MOMENTS; moment++) {
      for (ContactId person : people) {
        if (chance.nextInt(3) == 0) {
          String event = RandomJourney.EVENTS.get(chance.nextInt(RandomJourney.EVENTS.size()));
          if (!event.equals("Stop") || chance.nextInt(4) == 0) {
            tell(person, event, null, Map.of("value", chance.nextInt(100)));
          }
        }
        if (chance.nextInt(3) == 0) {
          completeTask(person, chance.nextBoolean() ? "yes" : "no");
        }
      }
      time.advance(Duration.ofMinutes(30 + chance.nextInt(60 * 20)));
    }
    return rows();
  }

  private void completeTask(ContactId person, String outcome) {
    jdbc.sql(
            """
            SELECT t.id_ FROM act_ru_task t JOIN enrolment e ON e.process_instance_id = t.proc_inst_id_
             WHERE e.contact_id = :person ORDER BY t.task_def_key_ LIMIT 1
            """)
        .param("person", person.value())
        .query(String.class)
        .optional()
        .ifPresent(task -> tasks.complete(task, outcome, "{}"));
  }

  /** All that the walks have left, with names in the place of ids. */
  private Map<String, List<String>> rows() {
    Map<String, List<String>> rows = new TreeMap<>();
    rows.put("executions", list(
        """
        SELECT root.business_key_, x.act_id_, x.is_active_, x.is_concurrent_, x.is_scope_, x.is_event_scope_,
               x.suspension_state_, x.rev_, x.sequence_counter_, x.cached_ent_state_, p.act_id_,
               p.is_concurrent_, p.parent_id_ IS NULL,
               CASE WHEN x.act_inst_id_ <> x.proc_inst_id_ THEN split_part(x.act_inst_id_, ':', 1) END
          FROM act_ru_execution x
          JOIN act_ru_execution root ON root.id_ = x.proc_inst_id_
          LEFT JOIN act_ru_execution p ON p.id_ = x.parent_id_
        """));
    rows.put("subscriptions", list(
        """
        SELECT root.business_key_, s.event_type_, s.event_name_, s.activity_id_, s.configuration_, s.rev_, s.created_,
               x.act_id_, x.is_scope_
          FROM act_ru_event_subscr s
          JOIN act_ru_execution x ON x.id_ = s.execution_id_
          JOIN act_ru_execution root ON root.id_ = s.proc_inst_id_
        """));
    rows.put("jobs", list(
        """
        SELECT root.business_key_, j.type_, j.handler_type_, j.handler_cfg_, j.duedate_, j.retries_, j.exclusive_, j.rev_,
               j.sequence_counter_, j.suspension_state_, j.priority_, j.create_time_, j.lock_owner_, j.exception_msg_,
               x.act_id_, x.is_scope_
          FROM act_ru_job j
          JOIN act_ru_execution x ON x.id_ = j.execution_id_
          JOIN act_ru_execution root ON root.id_ = j.process_instance_id_
        """));
    rows.put("tasks", list(
        """
        SELECT root.business_key_, t.task_def_key_, t.name_, t.rev_, t.create_time_, t.assignee_, x.act_id_,
               (SELECT string_agg(l.group_id_ || l.type_, ',') FROM act_ru_identitylink l WHERE l.task_id_ = t.id_)
          FROM act_ru_task t
          JOIN act_ru_execution x ON x.id_ = t.execution_id_
          JOIN act_ru_execution root ON root.id_ = t.proc_inst_id_
        """));
    rows.put("incidents", list(
        "SELECT i.incident_type_, i.activity_id_, i.incident_msg_, x.act_id_ FROM act_ru_incident i JOIN act_ru_execution x ON x.id_ = i.execution_id_"));
    rows.put("variables", list("SELECT name_, text_ FROM act_ru_variable"));
    rows.put("enrolments", list(
        """
        SELECT e.business_key, e.outcome, e.end_detail, e.data, e.entered_at, e.ended_at, v.event_id IS NOT NULL, v.name
          FROM enrolment e LEFT JOIN event v ON v.id = e.last_event_id
        """));
    rows.put("trail", list(
        """
        SELECT e.business_key, t.at, t.step, t.outcome, t.cancelled
          FROM trail t JOIN enrolment e ON e.process_instance_id = t.process_instance_id
        """));
    rows.put("messages", list(
        """
        SELECT e.business_key, m.step, m.channel, m.purpose, m.state, m.reason, m.attempt, m.due_at, m.expires_at,
               m.created_at, m.settled_at
          FROM message m JOIN enrolment e ON e.process_instance_id = m.process_instance_id
        """));
    rows.put("events", list("SELECT id, name, contact_id, state, tries FROM event"));
    rows.put("uses", list(
        """
        SELECT u.event_id, e.business_key, u.step, u.at FROM event_use u JOIN enrolment e ON e.id = u.enrolment_id
        """));
    rows.put("seams", list("SELECT step, outcome, due_at, tries FROM engine_signal"));
    rows.put("wakes", list("SELECT name FROM wake"));
    rows.put("contacts", list("SELECT external_id, score, attributes FROM contact"));
    rows.put("consents", list("SELECT contact_id, channel, purpose, status, since FROM consent"));
    return rows;
  }

  private List<String> list(String sql) {
    return jdbc.sql("SELECT CAST(r AS text) FROM (" + sql + ") r").query(String.class).list().stream()
        .sorted()
        .toList();
  }
}
