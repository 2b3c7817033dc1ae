-- The queue of events, in the order in which they came. "id > 0" is always true: it keeps this index out of reach of
-- lookups by contact, for which PostgreSQL took it whenever its statistics were from a moment without new events, and
-- then read the whole queue for every event in it (230 ms instead of 0.7 ms for a set of 200).
DROP INDEX event_new;
CREATE INDEX event_queue ON event (id) WHERE state = 'NEW' AND id > 0;
