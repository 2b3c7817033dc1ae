-- Enrolment in sets: who shall enter one journey, from a list, a file or everyone, and how far that is.

CREATE TABLE enrolment_run (
  id               uuid PRIMARY KEY,
  journey_key      text NOT NULL REFERENCES journey,
  source           text NOT NULL CHECK (source IN ('list', 'file', 'everyone')),
  file_name        text,
  state            text NOT NULL CHECK (state IN ('ready', 'running', 'paused', 'done', 'cancelled')),
  -- why it paused by itself; the type of a problem
  failure          text,
  total            bigint NOT NULL,
  repeated         bigint NOT NULL DEFAULT 0,
  done             bigint NOT NULL DEFAULT 0,
  entered          bigint NOT NULL DEFAULT 0,
  already_inside   bigint NOT NULL DEFAULT 0,
  unknown          bigint NOT NULL DEFAULT 0,
  failed           bigint NOT NULL DEFAULT 0,
  -- Where it stands: first the contacts up to the last one that existed when the run was started, then the items.
  contact_position bigint NOT NULL DEFAULT 0,
  contact_last     bigint NOT NULL DEFAULT 0,
  item_position    bigint NOT NULL DEFAULT 0,
  -- How many the next piece takes; how many of the next are known to hold one who cannot enter; how many failed in a row.
  piece            integer NOT NULL,
  suspects         integer NOT NULL DEFAULT 0,
  in_a_row         integer NOT NULL DEFAULT 0,
  started_by       text NOT NULL,
  started_at       timestamptz NOT NULL,
  ended_at         timestamptz
);
CREATE INDEX enrolment_run_running ON enrolment_run (started_at, id) WHERE state = 'running';
CREATE INDEX enrolment_run_journey ON enrolment_run (journey_key, started_at DESC, id DESC);

-- Who was named; gone with the end of the run. An empty object_id is none.
CREATE TABLE enrolment_run_item (
  run_id      uuid NOT NULL REFERENCES enrolment_run ON DELETE CASCADE,
  n           bigint NOT NULL,
  external_id text NOT NULL,
  object_id   text NOT NULL DEFAULT '',
  PRIMARY KEY (run_id, n),
  UNIQUE (run_id, external_id, object_id)
);

-- Who did not enter: a contact whose start failed, or an external id that no contact has.
CREATE TABLE enrolment_run_failure (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  run_id      uuid NOT NULL REFERENCES enrolment_run ON DELETE CASCADE,
  contact_id  bigint,
  external_id text,
  object_id   text NOT NULL DEFAULT '',
  reason      text NOT NULL,
  at          timestamptz NOT NULL,
  CHECK ((contact_id IS NULL) <> (external_id IS NULL))
);
CREATE INDEX enrolment_run_failure_run ON enrolment_run_failure (run_id, id);
CREATE INDEX enrolment_run_failure_contact ON enrolment_run_failure (contact_id) WHERE contact_id IS NOT NULL;
CREATE INDEX enrolment_run_failure_unknown ON enrolment_run_failure (external_id) WHERE external_id IS NOT NULL;
