-- One-time links to the administrator's pages, and the sessions that they begin. Only digests are kept.
CREATE TABLE admin_access (
    -- SHA-256 of what the administrator holds.
    digest  TEXT    PRIMARY KEY,
    -- `link` or `session`.
    kind    TEXT    NOT NULL,
    -- Unix milliseconds.
    ends_at INTEGER NOT NULL
);

-- The component's files by names that hold a digest of their content, for pages that began with them: also those that a
-- proxy of another version has.
CREATE TABLE assets (
    name    TEXT    PRIMARY KEY,
    content BLOB    NOT NULL,
    -- Since when no proxy that started has had it; null while one had (Unix milliseconds).
    gone_at INTEGER
);
