-- The tables of Relance. Camunda's own tables were made by V1 (see platform.V1__Camunda_7_24).
-- Instants are timestamptz; words are upper case in columns named state, lower case where the HTTP API shows them as they are.

-- ---------------------------------------------------------------- contacts

CREATE TABLE contact (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  external_id text NOT NULL UNIQUE,
  email       text,
  phone       text,
  locale      text,
  time_zone   text,
  attributes  jsonb NOT NULL DEFAULT '{}',
  score       integer NOT NULL DEFAULT 0,
  created_at  timestamptz NOT NULL,
  changed_at  timestamptz NOT NULL
);
CREATE INDEX contact_email ON contact (lower(email));
CREATE INDEX contact_phone ON contact (phone);
CREATE INDEX contact_newest ON contact (id DESC);

-- The attributes that exist; an unknown one is refused by name unless the caller asks to create it.
CREATE TABLE contact_field (
  name       text PRIMARY KEY,
  type       text NOT NULL CHECK (type IN ('text', 'number', 'boolean', 'date', 'list', 'object')),
  created_at timestamptz NOT NULL
);

CREATE TABLE contact_import (
  id           uuid PRIMARY KEY,
  file_name    text NOT NULL,
  body         bytea NOT NULL,
  settings     jsonb NOT NULL,
  state        text NOT NULL CHECK (state IN ('running', 'paused', 'done', 'failed')),
  total_bytes  bigint NOT NULL,
  done_bytes   bigint NOT NULL DEFAULT 0,
  line         bigint NOT NULL DEFAULT 0,
  read         bigint NOT NULL DEFAULT 0,
  created      bigint NOT NULL DEFAULT 0,
  changed      bigint NOT NULL DEFAULT 0,
  unchanged    bigint NOT NULL DEFAULT 0,
  rejected     bigint NOT NULL DEFAULT 0,
  failure      text,
  started_by   text NOT NULL,
  started_at   timestamptz NOT NULL,
  ended_at     timestamptz
);
CREATE INDEX contact_import_running ON contact_import (started_at) WHERE state = 'running';
CREATE INDEX contact_import_newest ON contact_import (started_at DESC, id DESC);
-- UTF-8, uncompressed, so that each batch reads its slice of the file and not the whole of it.
ALTER TABLE contact_import ALTER COLUMN body SET STORAGE EXTERNAL;

CREATE TABLE contact_import_rejection (
  import_id uuid NOT NULL REFERENCES contact_import ON DELETE CASCADE,
  line      bigint NOT NULL,
  reason    text NOT NULL,
  row_text  text NOT NULL,
  PRIMARY KEY (import_id, line)
);

-- Contacts that a step asked to erase; erased soon after the step's transaction.
CREATE TABLE contact_erasure (
  contact_id bigint PRIMARY KEY REFERENCES contact ON DELETE CASCADE
);

-- ---------------------------------------------------------------- consent

-- Append-only: who agreed or refused to what, when, and the proof.
CREATE TABLE consent_record (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  contact_id bigint NOT NULL REFERENCES contact ON DELETE CASCADE,
  channel    text NOT NULL,
  purpose    text NOT NULL,
  status     text NOT NULL CHECK (status IN ('granted', 'refused')),
  at         timestamptz NOT NULL,
  source     text NOT NULL,
  proof      jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX consent_record_contact ON consent_record (contact_id, id);

-- The newest record per channel and purpose, kept in the same transaction.
CREATE TABLE consent (
  contact_id bigint NOT NULL REFERENCES contact ON DELETE CASCADE,
  channel    text NOT NULL,
  purpose    text NOT NULL,
  status     text NOT NULL CHECK (status IN ('granted', 'refused')),
  since      timestamptz NOT NULL,
  PRIMARY KEY (contact_id, channel, purpose)
);

-- Addresses that must not be written to again; a keyed hash, so that it survives erasure.
CREATE TABLE suppression (
  channel  text NOT NULL,
  key_hash text NOT NULL,
  reason   text NOT NULL,
  at       timestamptz NOT NULL,
  PRIMARY KEY (channel, key_hash)
);

-- Secrets that the installation makes for itself at its first start (link signatures, suppression hashes).
CREATE TABLE installation_secret (
  name  text PRIMARY KEY,
  value bytea NOT NULL
);

-- ---------------------------------------------------------------- journeys

CREATE TABLE journey (
  key            text PRIMARY KEY,
  name           text NOT NULL,
  state          text NOT NULL CHECK (state IN ('draft', 'live', 'paused', 'stopped')),
  version        integer,
  draft_bpmn     bytea,
  draft_revision integer NOT NULL DEFAULT 0,
  draft_saved_at timestamptz,
  draft_saved_by text,
  created_at     timestamptz NOT NULL
);

-- A published version never changes.
CREATE TABLE journey_version (
  journey_key           text NOT NULL REFERENCES journey,
  version               integer NOT NULL,
  bpmn                  bytea NOT NULL,
  process_definition_id text NOT NULL UNIQUE,
  reentry               text NOT NULL,
  marketing             boolean NOT NULL,
  start_messages        text[] NOT NULL,
  published_at          timestamptz NOT NULL,
  published_by          text NOT NULL,
  PRIMARY KEY (journey_key, version)
);

CREATE TABLE enrolment (
  id                  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  business_key        text NOT NULL,
  journey_key         text NOT NULL,
  version             integer NOT NULL,
  contact_id          bigint NOT NULL,
  object_id           text,
  process_instance_id text UNIQUE,
  data                jsonb NOT NULL DEFAULT '{}',
  last_event_id       bigint,
  outcome             text,
  end_detail          text,
  entered_at          timestamptz NOT NULL,
  ended_at            timestamptz,
  FOREIGN KEY (journey_key, version) REFERENCES journey_version
);
-- One walk at a time per business key: what makes a double enrolment impossible, whoever asks and however often.
CREATE UNIQUE INDEX enrolment_inside ON enrolment (business_key) WHERE ended_at IS NULL;
CREATE INDEX enrolment_key ON enrolment (business_key);
CREATE INDEX enrolment_contact ON enrolment (contact_id);
CREATE INDEX enrolment_journey ON enrolment (journey_key, version, id DESC);

-- ---------------------------------------------------------------- the engine's seams

-- One compact row per step passed, written in the transaction that moved the token.
CREATE TABLE trail (
  id                  bigint GENERATED ALWAYS AS IDENTITY,
  at                  timestamptz NOT NULL,
  process_instance_id text NOT NULL,
  journey_key         text NOT NULL,
  version             integer NOT NULL,
  step                text NOT NULL,
  outcome             text,
  cancelled           boolean NOT NULL DEFAULT false,
  PRIMARY KEY (id, at)
) PARTITION BY RANGE (at);
CREATE TABLE trail_other PARTITION OF trail DEFAULT;
CREATE INDEX trail_instance ON trail (process_instance_id, id);
CREATE INDEX trail_step ON trail (journey_key, version, step);

-- A token began to wait for a message: written with the subscription, read by the router, which looks for an early event.
CREATE TABLE wake (
  id                  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  process_instance_id text NOT NULL,
  name                text NOT NULL
);

-- What the engine must be told about a step that waits for its outcome; written by whoever knows the outcome.
CREATE TABLE engine_signal (
  id                  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  execution_id        text NOT NULL,
  process_instance_id text NOT NULL,
  step                text NOT NULL,
  outcome             text NOT NULL,
  due_at              timestamptz NOT NULL,
  tries               integer NOT NULL DEFAULT 0,
  last_error          text
);
CREATE INDEX engine_signal_due ON engine_signal (due_at);

-- ---------------------------------------------------------------- messages

CREATE TABLE message (
  id                  uuid PRIMARY KEY,
  dedupe_key          text NOT NULL UNIQUE,
  contact_id          bigint,
  journey_key         text NOT NULL,
  version             integer NOT NULL,
  step                text NOT NULL,
  process_instance_id text NOT NULL,
  execution_id        text NOT NULL,
  channel             text NOT NULL,
  purpose             text NOT NULL,
  state               text NOT NULL CHECK (state IN ('PENDING', 'SENDING', 'ACCEPTED', 'REFUSED', 'SUPPRESSED', 'EXPIRED', 'UNKNOWN')),
  phase               text CHECK (phase IN ('CLAIMED', 'DOT')),
  reason              text,
  detail              text,
  attempt             integer NOT NULL DEFAULT 0,
  lease_owner         text,
  lease_until         timestamptz,
  due_at              timestamptz NOT NULL,
  expires_at          timestamptz NOT NULL,
  provider_ref        text,
  created_at          timestamptz NOT NULL,
  settled_at          timestamptz
);
CREATE INDEX message_due ON message (channel, due_at, created_at) WHERE state = 'PENDING';
CREATE INDEX message_leased ON message (lease_until) WHERE state = 'SENDING';
CREATE INDEX message_contact ON message (contact_id, created_at DESC);
CREATE INDEX message_journey ON message (journey_key, version, channel, state);
CREATE INDEX message_instance ON message (process_instance_id);
CREATE INDEX message_unknown ON message (created_at) WHERE state = 'UNKNOWN';

-- Evidence: one row per try at a message.
CREATE TABLE message_attempt (
  message_id uuid NOT NULL REFERENCES message ON DELETE CASCADE,
  n          integer NOT NULL,
  node       text NOT NULL,
  started_at timestamptz NOT NULL,
  dot_at     timestamptz,
  ended_at   timestamptz,
  result     text,
  detail     text,
  PRIMARY KEY (message_id, n)
);

-- ---------------------------------------------------------------- events

CREATE TABLE event (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  source       text NOT NULL,
  event_id     text NOT NULL,
  name         text NOT NULL,
  contact_id   bigint,
  anonymous_id text,
  key          text,
  message_id   uuid,
  step         text,
  link         text,
  properties   jsonb NOT NULL DEFAULT '{}',
  body_hash    bytea NOT NULL,
  machine      text,
  state        text NOT NULL CHECK (state IN ('NEW', 'CONSUMED', 'BUFFERED', 'EXPIRED', 'NOTED', 'FAILED')),
  occurred_at  timestamptz NOT NULL,
  received_at  timestamptz NOT NULL,
  keep_until   timestamptz NOT NULL,
  tries        integer NOT NULL DEFAULT 0,
  last_error   text,
  UNIQUE (source, event_id)
);
CREATE INDEX event_new ON event (id) WHERE state = 'NEW';
CREATE INDEX event_usable ON event (contact_id, name) WHERE state IN ('BUFFERED', 'CONSUMED');
CREATE INDEX event_keep ON event (keep_until) WHERE state = 'BUFFERED';
CREATE INDEX event_contact ON event (contact_id, id);

-- Which walk used which event, and at what step: each event once per walk.
CREATE TABLE event_use (
  event_id     bigint NOT NULL REFERENCES event ON DELETE CASCADE,
  enrolment_id bigint NOT NULL,
  step         text,
  at           timestamptz NOT NULL,
  PRIMARY KEY (event_id, enrolment_id)
);
CREATE INDEX event_use_enrolment ON event_use (enrolment_id);

-- ---------------------------------------------------------------- access

CREATE TABLE app_user (
  name          text PRIMARY KEY,
  full_name     text NOT NULL,
  password_hash text NOT NULL,
  role          text NOT NULL CHECK (role IN ('viewer', 'marketer', 'publisher', 'admin')),
  locale        text,
  epoch         integer NOT NULL DEFAULT 0,
  created_at    timestamptz NOT NULL,
  disabled_at   timestamptz
);

CREATE TABLE api_token (
  id         uuid PRIMARY KEY,
  name       text NOT NULL,
  prefix     text NOT NULL,
  hash       bytea NOT NULL UNIQUE,
  scopes     text[] NOT NULL,
  created_by text NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz,
  revoked_at timestamptz,
  used_at    timestamptz
);

CREATE TABLE audit (
  id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at     timestamptz NOT NULL,
  who    text NOT NULL,
  action text NOT NULL,
  what   text NOT NULL,
  detail jsonb NOT NULL DEFAULT '{}'
);

-- Answers already given, by Idempotency-Key and caller; kept seven days.
CREATE TABLE idempotent_answer (
  caller     text NOT NULL,
  key        text NOT NULL,
  body_hash  bytea NOT NULL,
  status     integer,
  media_type text,
  headers    jsonb NOT NULL DEFAULT '{}',
  body       bytea,
  at         timestamptz NOT NULL,
  PRIMARY KEY (caller, key)
);
CREATE INDEX idempotent_answer_at ON idempotent_answer (at);

-- ---------------------------------------------------------------- Camunda's tables

-- Job acquisition by due date (docs/adr/0005): without it every poll reads the whole table.
CREATE INDEX relance_job_due ON act_ru_job (duedate_) WHERE retries_ > 0 AND suspension_state_ = 1;
-- Waiting tokens of an instance by message name: our own way from an event to its token.
CREATE INDEX relance_subscription_instance ON act_ru_event_subscr (proc_inst_id_, event_name_);
