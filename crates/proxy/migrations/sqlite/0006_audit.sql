-- Who is meant in the audit trail. A person is erased by emptying everything but the id, which means nobody then.
CREATE TABLE people (
    -- Opaque.
    id       TEXT    PRIMARY KEY,
    -- By what somebody is recognised: `mail:` and the address, or `login:` and the login where there is no address.
    known_by TEXT    UNIQUE,
    login    TEXT    NOT NULL DEFAULT '',
    name     TEXT    NOT NULL DEFAULT '',
    email    TEXT    NOT NULL DEFAULT '',
    -- When the trail last spoke of them (Unix milliseconds).
    seen_at  INTEGER NOT NULL
);

-- Who did what and when.
CREATE TABLE audit (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    -- Unix milliseconds.
    at              INTEGER NOT NULL,
    what            TEXT    NOT NULL,
    -- Who did it: an id of `people`; null for a program.
    who             TEXT,
    -- Whom it was about, as a JSON array of such ids.
    about           TEXT    NOT NULL DEFAULT '[]',
    -- The integration key that was shown, and the address that it came from.
    integration_key TEXT,
    address         TEXT,
    profile         TEXT,
    database        INTEGER,
    element         INTEGER,
    document        TEXT,
    -- `ok`, or the code of the failure.
    result          TEXT    NOT NULL,
    request         TEXT,
    -- What else is to be known, as JSON; never personal data, which could not be erased here.
    details         TEXT
);
CREATE INDEX audit_at ON audit (at);
CREATE INDEX audit_instance ON audit (database, element);

-- How old an entry must be to be removed (Unix milliseconds): set by the job that keeps the trail as short as the
-- configuration wants it.
CREATE TABLE audit_limit (
    id     INTEGER PRIMARY KEY CHECK (id = 1),
    before INTEGER NOT NULL
);
INSERT INTO audit_limit (id, before) VALUES (1, 0);

CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit
BEGIN
    SELECT RAISE(ABORT, 'the audit trail is append-only');
END;
CREATE TRIGGER audit_is_not_cut BEFORE DELETE ON audit
WHEN OLD.at >= (SELECT before FROM audit_limit WHERE id = 1)
BEGIN
    SELECT RAISE(ABORT, 'the audit trail is append-only');
END;

-- Who asked for it: an id of `people`, or the name of an integration key.
ALTER TABLE signings ADD COLUMN requested_who TEXT;
ALTER TABLE signings ADD COLUMN requested_key TEXT;
-- Who left the comment.
ALTER TABLE signings ADD COLUMN comment_by TEXT;
-- When it came to its end, whatever that was (Unix milliseconds).
ALTER TABLE signings ADD COLUMN ended_at INTEGER;
-- What of its personal data was erased: `some` or `all`.
ALTER TABLE signings ADD COLUMN erased TEXT;
