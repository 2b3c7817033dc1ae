package io.relance;

import org.springframework.jdbc.core.simple.JdbcClient;

/** Many people in one journey, written by SQL as the engine and the features would leave them. */
public final class Crowd {

  private Crowd() {}

  /**
   * Lets people into version 1 of a journey: so many stand at one of ten steps, and as many have
   * been through it. One of a hundred is behind a message, ten are in an incident, and seven stand
   * alone at the step "rare".
   */
  public static void enter(JdbcClient jdbc, String journey, int people) {
    jdbc.sql(
            """
            INSERT INTO journey (key, name, state, version, created_at)
            VALUES (:journey, 'Crowd', 'live', 1, '2027-03-01T08:00:00Z')
            """)
        .param("journey", journey)
        .update();
    jdbc.sql(
            """
            INSERT INTO journey_version
            VALUES (:journey, 1, convert_to('<process/>', 'UTF8'), :journey || ':1:x', 'never', true, '{}',
                    '2027-03-01T08:00:00Z', 'ada')
            """)
        .param("journey", journey)
        .update();
    jdbc.sql(
            "INSERT INTO act_re_procdef (id_, key_, version_) VALUES (:journey || ':1:x', :journey,"
                + " 1)")
        .param("journey", journey)
        .update();
    jdbc.sql(
            """
            INSERT INTO contact (external_id, created_at, changed_at)
            SELECT :journey || n, '2027-03-01T08:00:00Z', '2027-03-01T08:00:00Z' FROM generate_series(1, 2 * :people) n
            """)
        .param("journey", journey)
        .param("people", people)
        .update();
    jdbc.sql(
            """
            INSERT INTO enrolment (business_key, journey_key, version, contact_id, process_instance_id, outcome, entered_at,
                                   ended_at)
            SELECT :journey || ':' || c.id, :journey, 1, c.id, md5(c.external_id), CASE WHEN c.n % 2 = 0 THEN 'done' END,
                   timestamptz '2027-03-01T08:00:00Z' + c.n * interval '1 second' / 10,
                   CASE WHEN c.n % 2 = 0 THEN timestamptz '2027-03-03T08:00:00Z' END
              FROM (SELECT id, external_id, row_number() OVER (ORDER BY id) AS n
                      FROM contact WHERE external_id LIKE :journey || '%') c
            """)
        .param("journey", journey)
        .update();
    jdbc.sql(
            """
            INSERT INTO act_ru_execution (id_, rev_, proc_inst_id_, proc_def_id_, act_id_, is_active_, is_concurrent_, is_scope_,
                                          is_event_scope_, suspension_state_, cached_ent_state_)
            SELECT process_instance_id, 1, process_instance_id, journey_key || ':1:x',
                   CASE WHEN number <= 7 THEN 'rare' ELSE 'step_' || number % 10 END, true, false, true, false, 1, 0
              FROM (SELECT *, row_number() OVER (ORDER BY id) AS number
                      FROM enrolment WHERE journey_key = :journey AND ended_at IS NULL) e
            """)
        .param("journey", journey)
        .update();
    jdbc.sql(
            """
            INSERT INTO trail (at, process_instance_id, journey_key, version, step, outcome)
            SELECT entered_at, process_instance_id, journey_key, version, 'step_' || number, 'accepted'
              FROM enrolment, generate_series(1, 3) number
             WHERE journey_key = :journey
            """)
        .param("journey", journey)
        .update();
    jdbc.sql(
            """
            INSERT INTO message (id, dedupe_key, contact_id, journey_key, version, step, process_instance_id, execution_id,
                                 channel, purpose, state, due_at, expires_at, created_at)
            SELECT gen_random_uuid(), process_instance_id, contact_id, journey_key, 1, 'step_1', process_instance_id,
                   process_instance_id, 'email', 'marketing',
                   CASE WHEN ended_at IS NULL AND id % 50 IN (1, 2) THEN 'PENDING' ELSE 'ACCEPTED' END, entered_at, entered_at,
                   entered_at
              FROM enrolment
             WHERE journey_key = :journey
            """)
        .param("journey", journey)
        .update();
    jdbc.sql(
            """
            INSERT INTO act_ru_incident (id_, rev_, incident_timestamp_, incident_type_, activity_id_, proc_inst_id_)
            SELECT process_instance_id, 1, '2027-03-01 09:00:00', 'failedJob', 'step_1', process_instance_id
              FROM enrolment
             WHERE journey_key = :journey AND ended_at IS NULL
             ORDER BY id
             LIMIT 10
            """)
        .param("journey", journey)
        .update();
  }
}
