-- Scores: the rules that give points, every change of a score with its reason, and thresholds (docs/scoring.md).

-- ---------------------------------------------------------------- the ledger

-- A contact's score is the sum of its entries; both are written in one transaction, by score.Postings alone. An entry is
-- never changed, but for the moment at which its points ended.
CREATE TABLE score_entry (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  contact_id bigint NOT NULL REFERENCES contact ON DELETE CASCADE,
  points     integer NOT NULL,
  cause      text NOT NULL CHECK (cause IN ('rule', 'step', 'expiry', 'inactivity', 'correction', 'opening')),
  -- the table's row, <journey>/<step>, person:<name>…
  source     text NOT NULL,
  why        text,
  version    integer,
  event_id   bigint,
  at         timestamptz NOT NULL,
  expires_at timestamptz,
  ended_at   timestamptz
);
CREATE INDEX score_entry_contact ON score_entry (contact_id, id);
-- What ends next; an entry leaves the index when it has ended.
CREATE INDEX score_entry_due ON score_entry (expires_at, id) WHERE expires_at IS NOT NULL AND ended_at IS NULL;

-- What scores were made of before nobody wrote down.
INSERT INTO score_entry (contact_id, points, cause, source, at)
SELECT id, score, 'opening', 'before', changed_at FROM contact WHERE score <> 0;

-- When to look whether a contact was active. Nothing is written here when something happens: the look asks the events.
CREATE TABLE score_idle (
  contact_id bigint PRIMARY KEY REFERENCES contact ON DELETE CASCADE,
  look_at    timestamptz NOT NULL
);
CREATE INDEX score_idle_due ON score_idle (look_at, contact_id);

-- ---------------------------------------------------------------- the rules

-- The one table of rules, as it is being worked on, and which version is in force.
CREATE TABLE score_table (
  one      boolean PRIMARY KEY DEFAULT true CHECK (one),
  dmn      text NOT NULL,
  idle     jsonb,
  examples jsonb NOT NULL DEFAULT '[]',
  revision integer NOT NULL DEFAULT 0,
  saved_at timestamptz NOT NULL,
  saved_by text NOT NULL,
  version  integer
);

-- A published version never changes.
CREATE TABLE score_version (
  version      integer PRIMARY KEY,
  dmn          text NOT NULL,
  -- {"days": 30, "points": 10, "floor": 0}: so many points less after each so many days without activity
  idle         jsonb,
  examples     jsonb NOT NULL,
  published_at timestamptz NOT NULL,
  published_by text NOT NULL
);

CREATE TABLE score_threshold (
  key        text PRIMARY KEY,
  name       text NOT NULL,
  points     integer NOT NULL,
  changed_at timestamptz NOT NULL,
  changed_by text NOT NULL
);

-- ---------------------------------------------------------------- preferred channel

-- Of each contact the channel with the largest share of messages that a person reacted to, of those accepted in the last
-- 180 days; at least three must have been sent on it and one reacted to. Computed when it is asked for. 4320 hours are
-- 180 days in any session's zone.
CREATE FUNCTION preferred_channel(now timestamptz)
RETURNS TABLE (contact_id bigint, channel text, sent bigint, reacted bigint) LANGUAGE sql STABLE AS $$
  SELECT DISTINCT ON (s.contact_id) s.contact_id, s.channel, s.sent, s.reacted
    FROM (SELECT m.contact_id, m.channel, count(DISTINCT m.id) AS sent, count(DISTINCT e.message_id) AS reacted
            FROM message m
            LEFT JOIN event e
              ON e.contact_id = m.contact_id AND e.message_id = m.id AND e.machine IS NULL
             AND e.name IN ('LinkClicked', 'OptInConfirmed')
           WHERE m.contact_id IS NOT NULL AND m.state = 'ACCEPTED'
             AND m.channel NOT IN ('webhook', 'notification')
             AND m.created_at > now - interval '4320 hours' AND m.created_at <= now
           GROUP BY m.contact_id, m.channel) s
   WHERE s.sent >= 3 AND s.reacted >= 1
   ORDER BY s.contact_id, CAST(s.reacted AS numeric) / s.sent DESC, s.reacted DESC, s.channel
$$;
