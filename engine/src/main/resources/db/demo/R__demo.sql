-- Only in the profile demo: what the demo's own providers took in, and how far its clock is ahead.
CREATE TABLE IF NOT EXISTS demo_delivery (
  id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  channel   text NOT NULL,
  recipient text NOT NULL,
  sender    text NOT NULL,
  subject   text NOT NULL,
  at        timestamptz NOT NULL,
  raw       text NOT NULL
);
CREATE INDEX IF NOT EXISTS demo_delivery_recipient ON demo_delivery (recipient, id DESC);

CREATE TABLE IF NOT EXISTS demo_clock (
  one          boolean PRIMARY KEY DEFAULT true CHECK (one),
  ahead_millis bigint NOT NULL
);
