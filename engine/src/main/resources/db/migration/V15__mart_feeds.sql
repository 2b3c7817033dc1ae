-- What feeds the tables of the user's own besides the API: events, and files that are read in the background.

-- ---------------------------------------------------------------- events

-- How an event of a name becomes rows of a table. The router asks for the name with the events that it takes, so that
-- events that nobody mapped cost no statement.
CREATE TABLE mart_feed (
  table_name text NOT NULL REFERENCES mart_table ON DELETE CASCADE,
  event_name text NOT NULL,
  -- paths: their values, joined, are the key of the row
  key_paths  text[] NOT NULL,
  -- the path of the key of the row above, where rows belong to rows
  parent_path text,
  -- by column, the path of its value
  columns    jsonb NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (table_name, event_name)
);
CREATE INDEX mart_feed_event ON mart_feed (event_name);

-- Values that did not fit; the newest of each table are kept.
CREATE TABLE mart_feed_refusal (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  table_name text NOT NULL REFERENCES mart_table ON DELETE CASCADE,
  event_name text NOT NULL,
  contact_id bigint REFERENCES contact ON DELETE CASCADE,
  row_key    text,
  field      text NOT NULL,
  rule       text NOT NULL,
  about      text,
  at         timestamptz NOT NULL
);
CREATE INDEX mart_feed_refusal_table ON mart_feed_refusal (table_name, id DESC);
CREATE INDEX mart_feed_refusal_contact ON mart_feed_refusal (contact_id);

-- ---------------------------------------------------------------- files

-- A CSV file that is read into a table; the file itself is kept until it was read to its end.
CREATE TABLE mart_upload (
  id          uuid PRIMARY KEY,
  table_name  text NOT NULL REFERENCES mart_table ON DELETE CASCADE,
  file_name   text NOT NULL,
  body        bytea NOT NULL,
  delimiter   text NOT NULL,
  header      text[] NOT NULL,
  state       text NOT NULL CHECK (state IN ('running', 'paused', 'failed', 'done')),
  total_bytes bigint NOT NULL,
  done_bytes  bigint NOT NULL,
  line        bigint NOT NULL,
  -- how often rows of erased people were taken out of the file
  blanked     integer NOT NULL DEFAULT 0,
  read        bigint NOT NULL DEFAULT 0,
  created     bigint NOT NULL DEFAULT 0,
  changed     bigint NOT NULL DEFAULT 0,
  unchanged   bigint NOT NULL DEFAULT 0,
  refused     bigint NOT NULL DEFAULT 0,
  -- why it stopped by itself; a word
  failure     text,
  started_by  text NOT NULL,
  started_at  timestamptz NOT NULL,
  ended_at    timestamptz
);
-- Pieces are cut out of it.
ALTER TABLE mart_upload ALTER COLUMN body SET STORAGE EXTERNAL;
CREATE INDEX mart_upload_running ON mart_upload (started_at, id) WHERE state = 'running';
CREATE INDEX mart_upload_table ON mart_upload (table_name, started_at DESC, id DESC);

-- Rows that were not stored: where they stand, what is wrong and what they said.
CREATE TABLE mart_upload_refusal (
  id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  upload_id uuid NOT NULL REFERENCES mart_upload ON DELETE CASCADE,
  line      bigint NOT NULL,
  field     text NOT NULL,
  rule      text NOT NULL,
  about     text,
  row_text  text NOT NULL
);
CREATE INDEX mart_upload_refusal_upload ON mart_upload_refusal (upload_id, line, id);

-- ---------------------------------------------------------------- calls

-- What people did for journeys, such as calls: kept beyond the engine's task, which ends with it.
CREATE TABLE task_done (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  contact_id  bigint NOT NULL REFERENCES contact ON DELETE CASCADE,
  journey_key text NOT NULL,
  step        text NOT NULL,
  outcome     text NOT NULL,
  who         text,
  at          timestamptz NOT NULL
);
CREATE INDEX task_done_contact ON task_done (contact_id, at);
CREATE INDEX task_done_at ON task_done (at, contact_id);

-- Whom an enrolment run meets in the place of one who was merged since it began.
CREATE INDEX contact_alias_was ON contact_alias (was);
