-- As on SQLite, whose migration says what it is for.
CREATE TABLE people (
    id       TEXT   PRIMARY KEY,
    known_by TEXT   UNIQUE,
    login    TEXT   NOT NULL DEFAULT '',
    name     TEXT   NOT NULL DEFAULT '',
    email    TEXT   NOT NULL DEFAULT '',
    seen_at  BIGINT NOT NULL
);

CREATE TABLE audit (
    id              BIGSERIAL PRIMARY KEY,
    at              BIGINT NOT NULL,
    what            TEXT   NOT NULL,
    who             TEXT,
    about           TEXT   NOT NULL DEFAULT '[]',
    integration_key TEXT,
    address         TEXT,
    profile         TEXT,
    database        BIGINT,
    element         BIGINT,
    document        TEXT,
    result          TEXT   NOT NULL,
    request         TEXT,
    details         TEXT
);
CREATE INDEX audit_at ON audit (at);
CREATE INDEX audit_instance ON audit (database, element);

CREATE TABLE audit_limit (
    id     BIGINT PRIMARY KEY CHECK (id = 1),
    before BIGINT NOT NULL
);
INSERT INTO audit_limit (id, before) VALUES (1, 0);

CREATE FUNCTION audit_is_append_only() RETURNS trigger AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.at < (SELECT before FROM audit_limit WHERE id = 1) THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE EXCEPTION 'the audit trail is append-only';
END;
$$ LANGUAGE plpgsql;
CREATE TRIGGER audit_is_not_changed BEFORE UPDATE OR DELETE ON audit
    FOR EACH ROW EXECUTE FUNCTION audit_is_append_only();
CREATE TRIGGER audit_is_not_emptied BEFORE TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();

ALTER TABLE signings ADD COLUMN requested_who TEXT;
ALTER TABLE signings ADD COLUMN requested_key TEXT;
ALTER TABLE signings ADD COLUMN comment_by TEXT;
ALTER TABLE signings ADD COLUMN ended_at BIGINT;
ALTER TABLE signings ADD COLUMN erased TEXT;
