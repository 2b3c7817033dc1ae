-- Declared fields: what people call them, which values they take, and when each value of a contact last changed.

ALTER TABLE contact_field
  ADD COLUMN labels        jsonb NOT NULL DEFAULT '{}',
  ADD COLUMN description   text NOT NULL DEFAULT '',
  ADD COLUMN position      integer NOT NULL DEFAULT 0,
  -- [{"value": "red", "labels": {"en": "Red", "fr": "Rouge"}}, …], of choice and choices only
  ADD COLUMN choices       jsonb NOT NULL DEFAULT '[]',
  ADD COLUMN other_allowed boolean NOT NULL DEFAULT false,
  -- Deleted: its values are being taken from the contacts, up to this id so far.
  ADD COLUMN deleted_at    timestamptz,
  ADD COLUMN cleaned_to    bigint NOT NULL DEFAULT 0;
ALTER TABLE contact_field DROP CONSTRAINT contact_field_type_check;
ALTER TABLE contact_field ADD CONSTRAINT contact_field_type_check
  CHECK (type IN ('text', 'number', 'boolean', 'date', 'choice', 'choices', 'list', 'object'));

-- {"<field>": {"at": "<instant, UTC>", "by": "<who>"}} for profile fields and attributes alike.
ALTER TABLE contact ADD COLUMN touched jsonb NOT NULL DEFAULT '{}';
