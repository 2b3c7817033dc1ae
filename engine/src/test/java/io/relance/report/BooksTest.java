package io.relance.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.relance.platform.MigratedDatabase;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What is counted, on a real database with rows as the engine and the features leave them. */
class BooksTest {

  private static final DataSource DATABASE = MigratedDatabase.create("report");
  private static final JdbcClient jdbc = JdbcClient.create(DATABASE);

  @BeforeAll
  static void fill() {
    jdbc.sql(
            """
            INSERT INTO contact (external_id, email, attributes, created_at, changed_at)
            SELECT 'c' || n, 'c' || n || '@example.org', '{"firstName": "Ada"}', t, t
              FROM generate_series(1, 9) n, (VALUES (timestamptz '2027-03-01T09:00:00Z')) x(t);
            INSERT INTO journey (key, name, state, version, created_at)
            VALUES ('welcome', 'Welcome series', 'live', 2, '2027-03-01T09:00:00Z');
            INSERT INTO journey_version
            SELECT 'welcome', v, convert_to('<process><serviceTask xmlns:camunda="http://camunda.org/schema/1.0/bpmn" id="mail" name="Say hello" camunda:delegateExpression="${sendEmail}"/></process>', 'UTF8'),
                   'welcome:' || v, 'never', true, '{}', '2027-03-01T09:00:00Z', 'ada'
              FROM generate_series(1, 2) v;
            INSERT INTO act_re_procdef (id_, key_, version_) VALUES ('welcome:2', 'welcome', 2);
            INSERT INTO enrolment (business_key, journey_key, version, contact_id, process_instance_id, outcome, entered_at, ended_at)
            SELECT 'welcome:' || n, 'welcome', CASE WHEN n = 9 THEN 1 ELSE 2 END, n, 'p' || n,
                   CASE WHEN n >= 7 THEN 'converted' WHEN n = 6 THEN 'opted-out' END,
                   '2027-03-01T09:00:00Z', CASE WHEN n >= 6 THEN timestamptz '2027-03-02T09:00:00Z' END
              FROM generate_series(1, 9) n;
            INSERT INTO act_ru_execution (id_, rev_, proc_inst_id_, parent_id_, proc_def_id_, act_id_, is_active_, is_concurrent_,
                                          is_scope_, is_event_scope_, suspension_state_, cached_ent_state_)
            SELECT 'p' || n, 1, 'p' || n, NULL, 'welcome:2', CASE WHEN n = 1 THEN NULL ELSE 'mail' END, n > 1, false, true, false, 1, 0
              FROM generate_series(1, 5) n
             UNION ALL
            SELECT 'x1', 1, 'p1', 'p1', 'welcome:2', 'wait', true, false, true, false, 1, 0;
            INSERT INTO act_ru_incident (id_, rev_, incident_timestamp_, incident_type_, activity_id_, proc_inst_id_, configuration_, incident_msg_)
            VALUES ('i2', 1, '2027-03-01 09:00:00', 'failedJob', 'mail', 'p2', 'j2', 'refused');
            INSERT INTO message (id, dedupe_key, contact_id, journey_key, version, step, process_instance_id, execution_id,
                                 channel, purpose, state, reason, due_at, expires_at, created_at)
            SELECT gen_random_uuid(), n::text, n, 'welcome', 2, 'mail', 'p' || n, 'x', 'email', 'marketing', state, reason, t, t, t
              FROM (VALUES (2, 'PENDING', NULL), (3, 'SENDING', NULL), (6, 'SUPPRESSED', 'no-consent'), (7, 'ACCEPTED', NULL),
                           (8, 'REFUSED', 'hard-bounce')) m(n, state, reason),
                   (VALUES (timestamptz '2027-03-01T09:00:01Z')) x(t);
            INSERT INTO trail (at, process_instance_id, journey_key, version, step, outcome)
            SELECT '2027-03-01T09:00:02Z', 'p' || n, 'welcome', 2, 'mail', outcome
              FROM (VALUES (6, 'suppressed'), (7, 'accepted'), (8, 'refused')) m(n, outcome);
            INSERT INTO consent_record (contact_id, channel, purpose, status, at, source)
            VALUES (7, 'email', 'marketing', 'granted', '2027-03-01T09:00:00Z', 'form');
            """)
        .update();
    // What the engine would have counted while it moved these tokens.
    new Recount(
            jdbc,
            new TransactionTemplate(new DataSourceTransactionManager(DATABASE)),
            Clock.fixed(Instant.parse("2027-03-02T10:00:00Z"), ZoneOffset.UTC),
            new SimpleMeterRegistry())
        .all();
  }

  private final Books books = new Books(jdbc);

  @Test
  void everybodyWhoEnteredIsInExactlyOnePlace() {
    Statistics counted = books.of("welcome", 2);

    assertThat(counted.entered()).isEqualTo(8);
    assertThat(counted.waiting()).isEqualTo(3);
    assertThat(counted.queued()).isEqualTo(1);
    assertThat(counted.incidents()).isEqualTo(1);
    assertThat(counted.ended()).isEqualTo(Map.of("converted", 2L, "opted-out", 1L));
  }

  @Test
  void versionsAreCountedTogetherWhenNoneIsNamed() {
    assertThat(books.of("welcome", null).entered()).isEqualTo(9);
  }

  @Test
  void aStepHasBeenEnteredByThoseWhoLeftItAndThoseWhoAreThere() {
    var mail = books.of("welcome", 2).steps().get("mail");

    assertThat(mail)
        .isEqualTo(
            new Statistics.StepCounts(
                7, 4, 3, Map.of("accepted", 1L, "refused", 1L, "suppressed", 1L)));
  }

  @Test
  void aScopeThatOnlyHoldsAnotherTokenIsNotCounted() {
    assertThat(books.of("welcome", 2).steps())
        .containsEntry("wait", new Statistics.StepCounts(1, 1, 0, Map.of()));
  }

  @Test
  void messagesAreCountedByFateAndReason() {
    assertThat(books.of("welcome", 2).messages().get("email"))
        .isEqualTo(
            new Statistics.MessageCounts(
                1, Map.of("hard-bounce", 1L), Map.of("no-consent", 1L), 0, 0, 2));
  }

  @Test
  void aTimelineTellsCausesBelowEffectsAndPagesWithoutGapsOrRepeats() {
    Timeline timeline = new Timeline(jdbc, new Drawings(jdbc));
    long contact = new ContactList(jdbc).idOf("c7").orElseThrow();

    List<TimelineEntry> whole = timeline.of(contact, Set.of(), null, 50).items();
    assertThat(whole)
        .extracting(TimelineEntry::kind)
        .containsExactly("ended", "step", "message", "entered", "consent");
    assertThat(whole.get(1).title()).isEqualTo("Say hello");
    assertThat(whole.get(1).group()).isEqualTo("send");

    Page<TimelineEntry> first = timeline.of(contact, Set.of(), null, 2);
    Page<TimelineEntry> second = timeline.of(contact, Set.of(), first.next(), 50);
    assertThat(first.items()).isEqualTo(whole.subList(0, 2));
    assertThat(second.items()).isEqualTo(whole.subList(2, 5));
    assertThat(second.next()).isNull();
  }

  @Test
  void messagesAreFoundByStateInAnyCase() {
    var list = new MessageList(jdbc);
    var refused = list.find(new MessageList.Wanted(null, "welcome", "refused"), null, 10).items();

    assertThat(refused).extracting(MessageFate::contact).containsExactly("c8");
    assertThat(list.byId(UUID.randomUUID())).isEmpty();
  }

  @Test
  void incidentsAreGroupedByCauseAndKnowTheirJobs() {
    var incidents = new Incidents(jdbc, new Drawings(jdbc));

    assertThat(incidents.grouped()).hasSize(1);
    assertThat(incidents.jobs("welcome", 2, "mail", "refused")).containsExactly("j2");
  }
}
