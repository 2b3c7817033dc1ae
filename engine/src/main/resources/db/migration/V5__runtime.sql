-- What carries a million waiting tokens (docs/adr/0020).

-- Blocks of ids for the engine's rows (runtime.ShortIds).
CREATE SEQUENCE engine_id_block;

-- The processes that share this database; one that says nothing for a while is taken for dead.
CREATE TABLE node (
  boot    text PRIMARY KEY,
  seen_at timestamptz NOT NULL
);

-- What each thread of a node was last about to run: outlives the process, not the machine.
CREATE TABLE job_running (
  boot   text NOT NULL,
  thread bigint NOT NULL,
  jobs   text[] NOT NULL,
  PRIMARY KEY (boot, thread)
);

-- Jobs that were running when a process died.
CREATE TABLE job_crash (
  job_id  text PRIMARY KEY,
  crashes integer NOT NULL
);

-- An enrolment is written with the id that its process instance will have.
DELETE FROM enrolment WHERE process_instance_id IS NULL;
ALTER TABLE enrolment ALTER COLUMN process_instance_id SET NOT NULL;

-- An event waits for an older one of the same contact.
CREATE INDEX event_new_contact ON event (contact_id, id) WHERE state = 'NEW';
