package io.relance.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.relance.Crowd;
import io.relance.Plans;
import io.relance.RelanceTest;
import io.relance.event.EventPlans;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What is asked for each set costs as much as the set, whatever number waits: no table of those who
 * wait is read from end to end, with the values at hand or with PostgreSQL's one plan for all.
 */
@NullUnmarked
class PlansTest extends RelanceTest {

  private static final String TABLES =
      "(act_ru_job|act_ru_execution|act_ru_event_subscr|enrolment|event|engine_signal|message|contact)";

  @Autowired TransactionTemplate transaction;

  @BeforeEach
  void aCrowdWaits() {
    jdbc.sql("DELETE FROM act_re_procdef WHERE id_ = 'crowd:1:x'").update();
    Crowd.enter(jdbc, "crowd", 20_000);
    jdbc.sql(
            """
            UPDATE act_ru_execution x SET business_key_ = e.business_key
              FROM enrolment e WHERE e.process_instance_id = x.id_
            """)
        .update();
    jdbc.sql(
            """
            INSERT INTO act_ru_job (id_, rev_, type_, exclusive_, execution_id_, process_instance_id_, retries_, duedate_,
                                    suspension_state_, priority_)
            SELECT 'j' || id_, 1, 'timer', true, id_, id_, 3,
                   timestamp '2027-03-01 07:00:00' + row_number() OVER () * interval '1 minute', 1, 0
              FROM act_ru_execution
            """)
        .update();
    jdbc.sql(
            """
            INSERT INTO act_ru_event_subscr (id_, rev_, event_type_, event_name_, execution_id_, proc_inst_id_, activity_id_,
                                             created_)
            SELECT 's' || id_, 1, 'message', 'OrderPlaced', id_, id_, 'wait', timestamp '2027-03-01 07:00:00'
              FROM act_ru_execution
            """)
        .update();
    jdbc.sql(
            """
            INSERT INTO engine_signal (execution_id, process_instance_id, step, outcome, due_at)
            SELECT id_, id_, act_id_, 'accepted', timestamptz '2027-03-01 07:00:00Z' + row_number() OVER () * interval '1 minute'
              FROM act_ru_execution
            """)
        .update();
    jdbc.sql(
            """
            INSERT INTO event (source, event_id, name, contact_id, body_hash, state, occurred_at, received_at, keep_until)
            SELECT 'test', 'e' || id, 'OrderPlaced', id, '', CASE WHEN id % 50 = 0 THEN 'NEW' ELSE 'BUFFERED' END,
                   '2027-03-01 07:00:00Z', '2027-03-01 07:00:00Z', '2027-04-01 07:00:00Z'
              FROM contact
            """)
        .update();
    jdbc.sql("ANALYZE").update();
  }

  @Test
  void dueJobsAreFoundAlongTheirDueDates() {
    assertBounded(
        JobClaims.NEXT, Map.of("now", "timestamp '2027-03-01 08:00:00'", "boot", "text 'this'"));
  }

  /** Once for each claim and not for each due job: two nodes were half as fast as one. */
  @Test
  void whatOtherNodesHaveInHandIsHashed() {
    jdbc.sql(
            """
            INSERT INTO job_running (boot, thread, jobs)
            SELECT 'another', n, (SELECT array_agg('job' || n || '-' || i) FROM generate_series(1, 200) i)
              FROM generate_series(1, 40) n
            """)
        .update();
    try {
      jdbc.sql("ANALYZE job_running").update();
      assertThat(
              Plans.of(
                  jdbc,
                  transaction,
                  JobClaims.NEXT,
                  Map.of("now", "timestamp '2027-03-01 08:00:00'", "boot", "text 'this'")))
          .allSatisfy(plan -> assertThat(plan).contains("hashed SubPlan 1"));
    } finally {
      jdbc.sql("DELETE FROM job_running WHERE boot = 'another'").update();
    }
  }

  @Test
  void dueOutcomesAreFoundAlongTheirDueDates() {
    assertBounded(
        Signals.NEXT, Map.of("now", "timestamptz '2027-03-01 08:00:00Z'", "id", "bigint '0'"));
  }

  @Test
  void newEventsAreFoundWithoutThoseOfYesterday() {
    assertBounded(EventPlans.NEXT, Map.of("limit", "integer '200'"));
  }

  @Test
  void theQueueOfEventsIsNotReadForEachOfThemWhenTheStatisticsKnowOfNone() {
    jdbc.sql("UPDATE event SET state = 'BUFFERED' WHERE state = 'NEW'").update();
    jdbc.sql("VACUUM ANALYZE event").update();
    jdbc.sql("UPDATE event SET state = 'NEW'").update();
    assertThat(Plans.of(jdbc, transaction, EventPlans.NEXT, Map.of("limit", "integer '200'")))
        .allSatisfy(
            plan ->
                assertThat(plan)
                    .contains("event_queue on event e")
                    .containsPattern("event_(new_)?contact on event before"));
  }

  @Test
  void thoseWhoWaitForAnEventAreFoundByContact() {
    assertBounded(
        EventPlans.REACHED,
        Map.of("events", "bigint[] '{100,150,200}'", "confirmed", "text 'OptInConfirmed'"));
  }

  @Test
  void aSetOfProcessInstancesIsReadByIndex() {
    for (String table :
        new String[] {
          "act_ru_execution", "act_ru_event_subscr", "act_ru_task", "act_ru_incident"
        }) {
      assertBounded(
          "SELECT * FROM " + table + " WHERE proc_inst_id_ = ANY (:instances) ORDER BY id_",
          Map.of("instances", "text[] '{a,b,c}'"));
    }
    assertBounded(
        "SELECT * FROM act_ru_job WHERE process_instance_id_ = ANY (:instances) ORDER BY id_",
        Map.of("instances", "text[] '{a,b,c}'"));
  }

  private void assertBounded(String sql, Map<String, String> values) {
    assertThat(Plans.of(jdbc, transaction, sql, values))
        .allSatisfy(
            plan -> assertThat(plan).doesNotContainPattern("Seq Scan on " + TABLES + "\\b"));
  }
}
