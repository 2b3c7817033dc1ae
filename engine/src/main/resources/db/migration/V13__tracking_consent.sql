-- Opens and clicks of whom nobody may know who they were: counted by step and day, with nothing of a person.

-- Each hit is one small row at the end of the table; hits that added to one row would wait for each other while a
-- mailing is read. The nightly folding makes one row of those of a day.
CREATE TABLE step_reaction (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  journey_key text NOT NULL,
  version     integer NOT NULL,
  step        text NOT NULL,
  what        text NOT NULL CHECK (what IN ('open', 'click')),
  -- the number of the link; 0 for opens
  link        integer NOT NULL,
  -- the day in UTC: nothing finer, so that nobody is found by the minute of a hit
  day         date NOT NULL,
  machine     boolean NOT NULL,
  n           bigint NOT NULL
);
CREATE INDEX step_reaction_step ON step_reaction (journey_key, version, step);
