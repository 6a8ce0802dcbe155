-- As on SQLite, whose migration says what it is for.
ALTER TABLE accounts ADD COLUMN refused_since BIGINT;
ALTER TABLE accounts ADD COLUMN refused_until BIGINT NOT NULL DEFAULT 0;
ALTER TABLE accounts ADD COLUMN refusal TEXT;
CREATE INDEX signings_stopped ON signings (id) WHERE stage = 'stopped';
