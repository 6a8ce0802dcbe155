-- With very many documents in flight, the next job of a kind is found without looking at the others, and so are those
-- that a worker runs.
DROP INDEX jobs_due;
CREATE INDEX jobs_next ON jobs (kind, priority DESC, run_at, id);
CREATE INDEX jobs_locked ON jobs (locked_by) WHERE locked_by IS NOT NULL;
