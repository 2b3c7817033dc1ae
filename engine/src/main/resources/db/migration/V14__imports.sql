-- Imports: files that wait to be mapped, dry runs over them, reasons with codes; and what erasure looks up instead of reading
-- whole tables.

-- The primary key read backwards is in the same order.
DROP INDEX contact_newest;

ALTER TABLE contact_import DROP CONSTRAINT contact_import_state_check;
ALTER TABLE contact_import ADD CONSTRAINT contact_import_state_check
  CHECK (state IN ('draft', 'running', 'paused', 'done', 'failed', 'cancelled'));
ALTER TABLE contact_import
  -- the encoding that the file came in; the body is kept as UTF-8
  ADD COLUMN encoding     text NOT NULL DEFAULT 'UTF-8',
  -- what a person chose for a draft, by the names of the parameters of the API
  ADD COLUMN choices      jsonb NOT NULL DEFAULT '{}',
  -- a dry run after which the draft waits again
  ADD COLUMN rehearsal    boolean NOT NULL DEFAULT false,
  ADD COLUMN rehearsed_at timestamptz;

-- [{"code": "email", "field": "email", "args": […], "text": "…"}, …]
ALTER TABLE contact_import_rejection ADD COLUMN complaints jsonb NOT NULL DEFAULT '[]';

-- ---------------------------------------------------------------- what erasure looks up

-- The words that stand between the delimiters of a row, as hashes: a word may be longer than an index takes.
CREATE FUNCTION words_of_row(row_text text) RETURNS bigint[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (SELECT coalesce(array_agg(DISTINCT hashtextextended(word, 0)), '{}')
          FROM (SELECT btrim(piece, E' \r\'') AS word FROM regexp_split_to_table(lower(row_text), E'[,;|\t"\n]') AS piece) pieces
         WHERE word <> '');
CREATE INDEX contact_import_rejection_words ON contact_import_rejection USING gin (words_of_row(row_text));

-- The texts that an answer holds, as hashes; those of before are read one by one until they are gone, after seven days.
ALTER TABLE idempotent_answer ADD COLUMN words bigint[];
CREATE INDEX idempotent_answer_words ON idempotent_answer USING gin (words);
CREATE INDEX idempotent_answer_unread ON idempotent_answer (at) WHERE words IS NULL AND body IS NOT NULL;
