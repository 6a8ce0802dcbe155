-- The journal: each document that was sent, or is being sent, from an instance.
CREATE TABLE signings (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    profile         TEXT    NOT NULL,
    element         INTEGER NOT NULL,
    -- The caller's key; a second request with it is the same request. Null for a document that was sent by
    -- other means and found on the instance.
    idempotency_key TEXT,
    requested_by    TEXT    NOT NULL,
    -- What is to be sent, as JSON: frozen when sending was asked for.
    plan            TEXT    NOT NULL,
    -- 'sending', 'stopped' (somebody has to send again) or 'sent'.
    state           TEXT    NOT NULL,
    -- 'draft', 'files', 'send' or 'write-back': what is done next while sending.
    step            TEXT    NOT NULL,
    files_done      INTEGER NOT NULL DEFAULT 0,
    -- The last failure: its code, the words for people by language as JSON, and how often it was tried since
    -- the last success.
    trouble         TEXT,
    trouble_words   TEXT,
    tries           INTEGER NOT NULL DEFAULT 0,
    autenti_id      TEXT,
    -- The document as it was last read from Autenti, as JSON, and when (Unix milliseconds).
    document        TEXT,
    read_at         INTEGER,
    -- 1 when nothing more will happen to the document.
    is_final        INTEGER NOT NULL DEFAULT 0,
    -- 1 when all that follows from its state is done: WEBCON knows it, the signed file is saved.
    settled         INTEGER NOT NULL DEFAULT 0,
    -- A comment to leave on the instance.
    comment         TEXT,
    -- What was last written to WEBCON, as JSON.
    written         TEXT,
    -- The transitions that were begun and made, and the recipients whose links were written, as JSON.
    transitions     TEXT    NOT NULL DEFAULT '{}',
    links           TEXT    NOT NULL DEFAULT '[]',
    -- The signed document on the instance.
    attachment_id   INTEGER,
    attachment_name TEXT,
    -- 1 when another document of the instance took its place.
    superseded      INTEGER NOT NULL DEFAULT 0,
    created_at      INTEGER NOT NULL
);

-- One document at a time: this is what makes sending twice impossible.
CREATE UNIQUE INDEX signings_current ON signings (profile, element) WHERE superseded = 0;
CREATE UNIQUE INDEX signings_idempotency ON signings (profile, element, idempotency_key);
CREATE INDEX signings_autenti_id ON signings (autenti_id);

-- When a recipient was last reminded, in Unix milliseconds.
CREATE TABLE reminders (
    signing   INTEGER NOT NULL REFERENCES signings (id),
    recipient TEXT    NOT NULL,
    at        INTEGER NOT NULL,
    PRIMARY KEY (signing, recipient)
);

-- The newest refresh token of an Autenti application: it is good once, then replaced.
CREATE TABLE refresh_tokens (
    client_id TEXT PRIMARY KEY,
    token     TEXT NOT NULL
);
