-- What users declare: tables with columns, aggregates over them, formulas. The tables themselves are in a schema of their
-- own, so that no name that a user gives can meet one of ours; each has
--   id bigint identity, key text unique (the row's name in its source), contact_id bigint, parent_id bigint (if it has one),
--   and the user's columns under their own names.
CREATE SCHEMA mart;

CREATE TABLE mart_table (
  name        text PRIMARY KEY CHECK (name ~ '^[a-z][a-z0-9_]{0,39}$'),
  labels      jsonb NOT NULL DEFAULT '{}',
  link        text NOT NULL CHECK (link IN ('contact', 'table', 'none')),
  parent      text REFERENCES mart_table,
  time_column text,
  created_at  timestamptz NOT NULL,
  CHECK ((link = 'table') = (parent IS NOT NULL))
);

CREATE TABLE mart_column (
  table_name text NOT NULL REFERENCES mart_table ON DELETE CASCADE,
  name       text NOT NULL CHECK (name ~ '^[a-z][a-z0-9_]{0,39}$'),
  position   integer NOT NULL,
  type       text NOT NULL CHECK (type IN ('text', 'number', 'boolean', 'date', 'instant')),
  labels     jsonb NOT NULL DEFAULT '{}',
  -- the table whose keys its values are
  refers_to  text REFERENCES mart_table,
  PRIMARY KEY (table_name, name)
);

CREATE TABLE mart_aggregate (
  name        text PRIMARY KEY CHECK (name ~ '^[a-z][a-z0-9_]{0,39}$'),
  labels      jsonb NOT NULL DEFAULT '{}',
  table_name  text NOT NULL REFERENCES mart_table,
  function    text NOT NULL CHECK (function IN ('count', 'sum', 'avg', 'min', 'max', 'last', 'favourite')),
  column_name text,
  filters     jsonb NOT NULL DEFAULT '[]',
  days        integer,
  created_at  timestamptz NOT NULL
);

-- A rule over the contact and the aggregates: true, false or unknown.
CREATE TABLE mart_formula (
  name       text PRIMARY KEY CHECK (name ~ '^[a-z][a-z0-9_]{0,39}$'),
  labels     jsonb NOT NULL DEFAULT '{}',
  rule       jsonb NOT NULL,
  created_at timestamptz NOT NULL
);
