-- Segments: who belongs together, by a rule or by a list (docs/segments.md).

CREATE TABLE segment (
  key        text PRIMARY KEY,
  name       text NOT NULL,
  kind       text NOT NULL CHECK (kind IN ('dynamic', 'list')),
  rule       jsonb,
  -- Entries and exits are told as events even when no journey listens.
  watched    boolean NOT NULL DEFAULT false,
  version    integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  changed_at timestamptz NOT NULL,
  changed_by text NOT NULL,
  -- Since when its members are kept in segment_member, to tell who comes and goes; and when to look again.
  kept_since timestamptz,
  look_at    timestamptz,
  -- Why the last look did not come to an end; a word.
  failure    text,
  CHECK ((kind = 'dynamic') = (rule IS NOT NULL))
);
CREATE INDEX segment_look ON segment (look_at) WHERE look_at IS NOT NULL;

-- What each version said and who wrote it.
CREATE TABLE segment_version (
  segment_key text NOT NULL REFERENCES segment ON DELETE CASCADE,
  version     integer NOT NULL,
  name        text NOT NULL,
  rule        jsonb,
  watched     boolean NOT NULL,
  changed_at  timestamptz NOT NULL,
  changed_by  text NOT NULL,
  PRIMARY KEY (segment_key, version)
);

-- Who is on a list; of a dynamic segment, who was told to be in it.
CREATE TABLE segment_member (
  segment_key text NOT NULL REFERENCES segment ON DELETE CASCADE,
  contact_id  bigint NOT NULL REFERENCES contact ON DELETE CASCADE,
  since       timestamptz NOT NULL,
  PRIMARY KEY (segment_key, contact_id)
);
CREATE INDEX segment_member_contact ON segment_member (contact_id);

-- ---------------------------------------------------------------- reading texts as times

-- Attributes are texts. What is no date, or none that PostgreSQL knows (a year 0, an offset of 18 hours), is nothing:
-- one odd contact must not break the count of all.
CREATE FUNCTION segment_day_exists(value text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN value !~ '^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])' OR value ~ '^0000' THEN false
            ELSE CAST(substr(value, 9, 2) AS integer)
                 <= date_part('day', make_date(CAST(substr(value, 1, 4) AS integer), CAST(substr(value, 6, 2) AS integer), 1)
                                     + interval '1 month - 1 day') END;

CREATE FUNCTION segment_instant(value text) RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE WHEN value !~* '^.{10}t([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,9})?)?(z|[+-](0[0-9]|1[0-4])(:[0-5][0-9])?)$'
            THEN NULL
            WHEN segment_day_exists(value) THEN CAST(value AS timestamptz) END;

CREATE FUNCTION segment_day(value text, zone text) RETURNS date LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE WHEN length(value) <> 10 THEN CAST(segment_instant(value) AT TIME ZONE zone AS date)
            WHEN segment_day_exists(value) THEN CAST(value AS date) END;

-- ---------------------------------------------------------------- what conditions look up

-- Who did something, by name and time: read from the index alone when all contacts are counted.
CREATE INDEX event_behaviour ON event (name, occurred_at, contact_id) WHERE machine IS NULL AND contact_id IS NOT NULL;

-- ---------------------------------------------------------------- enrolment of a segment's members

ALTER TABLE enrolment_run DROP CONSTRAINT enrolment_run_source_check;
ALTER TABLE enrolment_run ADD CONSTRAINT enrolment_run_source_check
  CHECK (source IN ('list', 'file', 'everyone', 'segment'));
ALTER TABLE enrolment_run ADD COLUMN segment_key text;
CREATE INDEX enrolment_run_segment ON enrolment_run (segment_key) WHERE segment_key IS NOT NULL AND ended_at IS NULL;

-- Who was a member when the run began; gone with its end.
CREATE TABLE enrolment_run_contact (
  run_id     uuid NOT NULL REFERENCES enrolment_run ON DELETE CASCADE,
  contact_id bigint NOT NULL,
  PRIMARY KEY (run_id, contact_id)
);
