-- While Autenti refuses the credentials of an account: since when, what it said, and until when nobody asks unless somebody
-- waits for the answer.
ALTER TABLE accounts ADD COLUMN refused_since INTEGER;
ALTER TABLE accounts ADD COLUMN refused_until INTEGER NOT NULL DEFAULT 0;
ALTER TABLE accounts ADD COLUMN refusal TEXT;

-- Sendings that were given up are counted.
CREATE INDEX signings_stopped ON signings (id) WHERE stage = 'stopped';
