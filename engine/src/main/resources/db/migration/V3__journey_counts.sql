-- Counters of what happens in journeys, so that nothing has to be counted when somebody looks (docs/adr/0021).

-- ---------------------------------------------------------------- the counters

-- what     step     word                         counts
-- entered  ''       quarter of an hour, UTC      walks that began then; '' for those of long ago
-- ended    ''       outcome                      walks that ended so
-- message  channel  fate, perhaps with :reason   messages; QUEUED as long as there is no fate
-- left     step     outcome or ''                tokens that left the step
-- here     step     ''                           tokens that stand at the step now
CREATE TABLE journey_count (
  journey_key text NOT NULL,
  version     integer NOT NULL,
  what        text NOT NULL CHECK (what IN ('entered', 'ended', 'message', 'left', 'here')),
  step        text NOT NULL,
  word        text NOT NULL,
  n           bigint NOT NULL,
  PRIMARY KEY (journey_key, version, what, step, word)
) WITH (fillfactor = 50);

-- What was counted since: appended by each transaction, because many that add to one row would wait for each other.
CREATE TABLE journey_count_change (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  journey_key text NOT NULL,
  version     integer NOT NULL,
  what        text NOT NULL,
  step        text NOT NULL,
  word        text NOT NULL,
  n           bigint NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_insert_scale_factor = 0,
        autovacuum_vacuum_insert_threshold = 50000, autovacuum_vacuum_cost_delay = 0);
CREATE INDEX journey_count_change_journey ON journey_count_change (journey_key);

-- What a reader adds up, in one statement: the two tables are right together only.
CREATE VIEW journey_count_now AS
SELECT journey_key, version, what, step, word, n FROM journey_count
 UNION ALL
SELECT journey_key, version, what, step, word, n FROM journey_count_change;

-- ---------------------------------------------------------------- what counts

CREATE FUNCTION quarter_of(at timestamptz) RETURNS text LANGUAGE sql STABLE
RETURN to_char(date_bin('15 minutes', at, timestamptz '2000-01-01 00:00:00+00') AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI');

CREATE FUNCTION fate_of(state text, reason text) RETURNS text LANGUAGE sql IMMUTABLE
RETURN CASE WHEN state IN ('PENDING', 'SENDING') THEN 'QUEUED'
            WHEN state IN ('REFUSED', 'SUPPRESSED') THEN state || ':' || COALESCE(reason, 'other')
            ELSE state END;

-- For each statement, not for each row: enrolling a hundred adds one row.
CREATE FUNCTION count_enrolments() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO journey_count_change (journey_key, version, what, step, word, n)
    SELECT journey_key, version, what, '', word, count(*)
      FROM (SELECT journey_key, version, 'entered' AS what, quarter_of(entered_at) AS word FROM after
             UNION ALL
            SELECT journey_key, version, 'ended', COALESCE(outcome, 'ended') FROM after WHERE ended_at IS NOT NULL) counted
     GROUP BY 1, 2, 3, 5;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO journey_count_change (journey_key, version, what, step, word, n)
    SELECT journey_key, version, what, '', word, -count(*)
      FROM (SELECT journey_key, version, 'entered' AS what, quarter_of(entered_at) AS word FROM before
             UNION ALL
            SELECT journey_key, version, 'ended', COALESCE(outcome, 'ended') FROM before WHERE ended_at IS NOT NULL) counted
     GROUP BY 1, 2, 3, 5;
  ELSE
    -- Most updates change nothing of what is counted and add no row.
    INSERT INTO journey_count_change (journey_key, version, what, step, word, n)
    SELECT journey_key, version, what, '', word, sum(n)
      FROM (SELECT journey_key, version, 'entered' AS what, quarter_of(entered_at) AS word, 1 AS n FROM after
             UNION ALL
            SELECT journey_key, version, 'entered', quarter_of(entered_at), -1 FROM before
             UNION ALL
            SELECT journey_key, version, 'ended', COALESCE(outcome, 'ended'), 1 FROM after WHERE ended_at IS NOT NULL
             UNION ALL
            SELECT journey_key, version, 'ended', COALESCE(outcome, 'ended'), -1 FROM before WHERE ended_at IS NOT NULL) counted
     GROUP BY 1, 2, 3, 5
    HAVING sum(n) <> 0;
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER count_inserted AFTER INSERT ON enrolment
  REFERENCING NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION count_enrolments();
CREATE TRIGGER count_updated AFTER UPDATE ON enrolment
  REFERENCING OLD TABLE AS before NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION count_enrolments();
CREATE TRIGGER count_deleted AFTER DELETE ON enrolment
  REFERENCING OLD TABLE AS before FOR EACH STATEMENT EXECUTE FUNCTION count_enrolments();

CREATE FUNCTION count_messages() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO journey_count_change (journey_key, version, what, step, word, n)
    SELECT journey_key, version, 'message', channel, fate_of(state, reason), count(*) FROM after GROUP BY 1, 2, 4, 5;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO journey_count_change (journey_key, version, what, step, word, n)
    SELECT journey_key, version, 'message', channel, fate_of(state, reason), -count(*) FROM before GROUP BY 1, 2, 4, 5;
  ELSE
    INSERT INTO journey_count_change (journey_key, version, what, step, word, n)
    SELECT journey_key, version, 'message', channel, word, sum(n)
      FROM (SELECT journey_key, version, channel, fate_of(state, reason) AS word, 1 AS n FROM after
             UNION ALL
            SELECT journey_key, version, channel, fate_of(state, reason), -1 FROM before) counted
     GROUP BY 1, 2, 4, 5
    HAVING sum(n) <> 0;
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER count_inserted AFTER INSERT ON message
  REFERENCING NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION count_messages();
CREATE TRIGGER count_updated AFTER UPDATE ON message
  REFERENCING OLD TABLE AS before NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION count_messages();
CREATE TRIGGER count_deleted AFTER DELETE ON message
  REFERENCING OLD TABLE AS before FOR EACH STATEMENT EXECUTE FUNCTION count_messages();

-- ---------------------------------------------------------------- the truth

-- The same counted from what is there: slow, and what the counters are held against every night.
-- A token is an execution at a step; one that only holds a scope open for others is none.
CREATE VIEW journey_count_truth AS
SELECT journey_key, version, 'entered' AS what, '' AS step, quarter_of(entered_at) AS word, count(*) AS n
  FROM enrolment
 GROUP BY 1, 2, 5
 UNION ALL
SELECT journey_key, version, 'ended', '', COALESCE(outcome, 'ended'), count(*)
  FROM enrolment
 WHERE ended_at IS NOT NULL
 GROUP BY 1, 2, 5
 UNION ALL
SELECT journey_key, version, 'message', channel, fate_of(state, reason), count(*)
  FROM message
 GROUP BY 1, 2, 4, 5
 UNION ALL
SELECT journey_key, version, 'left', step, COALESCE(outcome, ''), count(*)
  FROM trail
 GROUP BY 1, 2, 4, 5
 UNION ALL
SELECT d.key_, d.version_, 'here', x.act_id_, '', count(*)
  FROM act_ru_execution x
  JOIN act_re_procdef d ON d.id_ = x.proc_def_id_
 WHERE x.act_id_ IS NOT NULL AND NOT x.is_event_scope_
   AND NOT EXISTS (SELECT FROM act_ru_execution c WHERE c.parent_id_ = x.id_ AND NOT c.is_event_scope_)
 GROUP BY 1, 2, 4;

INSERT INTO journey_count (journey_key, version, what, step, word, n)
SELECT journey_key, version, what, step, word, n FROM journey_count_truth;

-- ---------------------------------------------------------------- what is still looked up

-- A page of those inside, or of those who are over, of one version, the newest first.
DROP INDEX enrolment_journey;
CREATE INDEX enrolment_walking ON enrolment (journey_key, version, id DESC) WHERE ended_at IS NULL;
CREATE INDEX enrolment_over ON enrolment (journey_key, version, id DESC) WHERE ended_at IS NOT NULL;
-- Walks that are behind a message.
CREATE INDEX message_queued ON message (journey_key, version, process_instance_id) WHERE state IN ('PENDING', 'SENDING');
-- The tokens at one step.
CREATE INDEX relance_execution_step ON act_ru_execution (act_id_, proc_def_id_, proc_inst_id_);
