-- Two contacts that are one person, and what a person may ask for.

-- ---------------------------------------------------------------- merging

-- External ids of contacts that were merged into another: they go on naming the one that is left.
CREATE TABLE contact_alias (
  external_id text PRIMARY KEY,
  contact_id  bigint NOT NULL REFERENCES contact ON DELETE CASCADE,
  -- the id that the contact of this name had
  was         bigint NOT NULL,
  merged_at   timestamptz NOT NULL
);
CREATE INDEX contact_alias_contact ON contact_alias (contact_id);

-- By what name a contact may be called.
CREATE VIEW contact_name AS
SELECT external_id, id AS contact_id FROM contact
 UNION ALL
SELECT external_id, contact_id FROM contact_alias;

-- Same name and postcode: only contacts that have all three are in this index.
CREATE INDEX contact_name_and_postcode ON contact (
  (lower(attributes ->> 'lastName') || ' ' || lower(attributes ->> 'firstName') || ' ' || lower(attributes ->> 'postcode')))
  WHERE attributes ->> 'lastName' <> '' AND attributes ->> 'firstName' <> '' AND attributes ->> 'postcode' <> '';

-- A merge can leave a consent unknown: one of the two never gave it.
ALTER TABLE consent_record DROP CONSTRAINT consent_record_status_check;
ALTER TABLE consent_record ADD CONSTRAINT consent_record_status_check CHECK (status IN ('granted', 'refused', 'unknown'));

-- ---------------------------------------------------------------- the audit log

-- Sealed rows form a chain: each hash is made of the row and of the hash before it. A row is sealed moments after its
-- commit, because deeds that wait for each other's place in the chain would wait for each other altogether.
ALTER TABLE audit
  ADD COLUMN n    bigint UNIQUE,
  ADD COLUMN hash bytea;
CREATE INDEX audit_unsealed ON audit (id) WHERE n IS NULL;

-- ---------------------------------------------------------------- on what ground

ALTER TABLE consent_record
  ADD COLUMN basis        text NOT NULL DEFAULT 'consent'
    CHECK (basis IN ('consent', 'existing-customer', 'b2b-notice', 'contract', 'legal-obligation')),
  -- which wording the person saw, as the form or letter numbers it
  ADD COLUMN text_version text;
