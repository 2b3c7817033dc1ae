-- Camunda's runtime tables under a million waiting tokens (docs/adr/0023).

-- ---------------------------------------------------------------- foreign keys

-- They cost more than the work itself (eleven point at act_ru_execution), and the engine deletes in their order anyway.
-- runtime.Orphans looks for what they would have refused, every night and in the tests.
DO $$
DECLARE it record;
BEGIN
  FOR it IN SELECT conrelid::regclass AS tab, conname
              FROM pg_constraint
             WHERE contype = 'f'
               AND conrelid IN ('act_ru_execution'::regclass, 'act_ru_job'::regclass, 'act_ru_event_subscr'::regclass,
                                'act_ru_variable'::regclass, 'act_ru_task'::regclass, 'act_ru_identitylink'::regclass,
                                'act_ru_incident'::regclass)
  LOOP
    EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', it.tab, it.conname);
  END LOOP;
END $$;

-- What one of them kept from happening by hand: deleting a version that somebody walks through.
CREATE FUNCTION refuse_to_forget_a_running_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM act_ru_execution WHERE proc_def_id_ = OLD.id_) THEN
    RAISE foreign_key_violation
      USING MESSAGE = format('the process definition %s has running instances; stop the journey first', OLD.id_);
  END IF;
  RETURN OLD;
END $$;
CREATE TRIGGER running_version BEFORE DELETE ON act_re_procdef
  FOR EACH ROW EXECUTE FUNCTION refuse_to_forget_a_running_version();

-- ---------------------------------------------------------------- indexes

-- One tenant; no call activities; instances are their own root.
DROP INDEX act_idx_exe_root_pi, act_idx_exe_super, act_idx_exec_tenant_id;
DROP INDEX act_idx_job_root_procinst, act_idx_job_tenant_id;
DROP INDEX act_idx_event_subscr_tenant_id, act_idx_variable_tenant_id, act_idx_task_tenant_id, act_idx_inc_tenant_id;
-- Served foreign keys only.
DROP INDEX act_idx_job_exception;
-- Served the search for jobs that carry a message later (runtime.WakingSubscriptions has none).
DROP INDEX act_idx_job_handler, act_idx_job_handler_type;
-- Wanted of starts only, which are few; of a million waiting tokens they would hold a million entries.
DROP INDEX act_idx_event_subscr_evt_name, act_idx_event_subscr_config_;
CREATE INDEX relance_subscription_start ON act_ru_event_subscr (event_name_) WHERE execution_id_ IS NULL;
CREATE INDEX relance_subscription_config ON act_ru_event_subscr (configuration_) WHERE configuration_ IS NOT NULL;

-- ---------------------------------------------------------------- rows and pages

-- A job without due date would never be found (ensureJobDueDateNotNull writes it).
UPDATE act_ru_job SET duedate_ = coalesce(create_time_, now() AT TIME ZONE 'UTC') WHERE duedate_ IS NULL;
ALTER TABLE act_ru_job ALTER COLUMN duedate_ SET NOT NULL;

-- Rows that come and go by the thousand a second: vacuumed by number, not by share of a million.
ALTER TABLE act_ru_execution SET (fillfactor = 90, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 5000,
  autovacuum_analyze_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);
ALTER TABLE act_ru_job SET (fillfactor = 90, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 5000,
  autovacuum_analyze_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);
ALTER TABLE act_ru_event_subscr SET (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 5000,
  autovacuum_analyze_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);
ALTER TABLE enrolment SET (fillfactor = 90, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 5000);
ALTER TABLE message SET (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 5000);
ALTER TABLE engine_signal SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_cost_delay = 0);
ALTER TABLE wake SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
ALTER TABLE job_running SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
