-- Signings get one column for their stage and belong to an instance of a database, whatever the profile; what is
-- to be done stands in a queue of jobs.
CREATE TABLE signings_new (
    id               INTEGER PRIMARY KEY AUTOINCREMENT,
    -- WEBCON's database and instance. The database is null until the configuration has told to which one the
    -- profile belongs (rows of earlier versions).
    database         INTEGER,
    element          INTEGER NOT NULL,
    profile          TEXT    NOT NULL,
    -- The Autenti account that the document belongs to.
    account          TEXT    NOT NULL DEFAULT 'default',
    -- The caller's key; a second request with it is the same request. Null for a document that was sent by other
    -- means and found on the instance.
    idempotency_key  TEXT,
    requested_by     TEXT    NOT NULL,
    -- What is to be sent, as JSON: fixed when sending was asked for.
    plan             TEXT    NOT NULL,
    -- The stage, with what belongs to it: see `store/stage.rs`.
    stage            TEXT    NOT NULL,
    stopped_step     TEXT,
    stopped_error    TEXT,
    files_uploaded   INTEGER NOT NULL DEFAULT 0,
    -- Since when (Unix milliseconds) it is unknown whether the last call to Autenti happened, and when that was last
    -- so for the current draft.
    doubt_since      INTEGER,
    last_doubt       INTEGER,
    autenti_id       TEXT,
    -- The document as it was last read from Autenti, as JSON, and when (Unix milliseconds).
    document         TEXT,
    read_at          INTEGER,
    -- A comment to leave on the instance.
    comment          TEXT,
    -- What was last written to WEBCON, as JSON.
    last_write_back  TEXT,
    -- What was written to fields and rows of the form, as JSON: for pages that are open for editing.
    form_values      TEXT    NOT NULL DEFAULT '{}',
    form_rows        TEXT,
    -- The transitions that were begun and made, and the recipients whose links were written, as JSON.
    transitions      TEXT    NOT NULL DEFAULT '{}',
    links            TEXT    NOT NULL DEFAULT '[]',
    -- The signed document on the instance.
    attachment_id    INTEGER,
    attachment_name  TEXT,
    -- When a saving of it was begun whose answer was lost.
    attach_doubt     INTEGER,
    created_at       INTEGER NOT NULL
);

INSERT INTO signings_new (
    id, element, profile, idempotency_key, requested_by, plan, stage, stopped_step, stopped_error, files_uploaded,
    doubt_since, last_doubt, autenti_id, document, read_at, comment, last_write_back, form_values, form_rows,
    transitions, links, attachment_id, attachment_name, created_at)
SELECT
    id, element, profile, idempotency_key, requested_by, plan,
    CASE
        WHEN superseded = 1 THEN 'replaced'
        WHEN state = 'stopped' THEN 'stopped'
        WHEN state = 'sent' AND is_final = 1 THEN 'ended'
        WHEN state = 'sent' THEN 'open'
        WHEN step = 'draft' THEN 'creating'
        WHEN step = 'files' THEN 'uploading'
        WHEN step = 'send' THEN 'submitting'
        ELSE 'delivered'
    END,
    CASE WHEN state = 'stopped' THEN step END,
    CASE WHEN state = 'stopped' THEN
        json_object('code', trouble, 'message', json(coalesce(trouble_words, '"ofTheCode"'))) END,
    files_done,
    -- What an earlier version was doing when it ended is not known.
    CASE WHEN state = 'sending' AND step <> 'write-back' THEN created_at END,
    CASE WHEN state = 'sending' AND step <> 'write-back' THEN created_at END,
    autenti_id, document, read_at, comment, written, page, page_rows, transitions, links, attachment_id,
    attachment_name, created_at
FROM signings;

CREATE TABLE reminders_new (
    signing   INTEGER NOT NULL REFERENCES signings_new (id),
    recipient TEXT    NOT NULL,
    at        INTEGER NOT NULL,
    PRIMARY KEY (signing, recipient)
);
INSERT INTO reminders_new (signing, recipient, at) SELECT signing, recipient, at FROM reminders;
DROP TABLE reminders;

-- Jobs that were under way: all that an earlier version kept in memory.
CREATE TABLE jobs (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    kind         TEXT    NOT NULL,
    -- The signing's id, or what else the job is about: one job of a kind lives for each subject.
    subject      TEXT    NOT NULL,
    signing      INTEGER,
    -- What the job has to remember from one run to the next, as JSON.
    payload      TEXT    NOT NULL DEFAULT '{}',
    -- Higher ones first.
    priority     INTEGER NOT NULL DEFAULT 0,
    -- Unix milliseconds; null when it is parked, until somebody has it tried again.
    run_at       INTEGER,
    -- How often it has failed since it last succeeded, and why the last time, as JSON.
    attempts     INTEGER NOT NULL DEFAULT 0,
    last_error   TEXT,
    -- How often it was asked for: a job that was asked for while it ran runs once more.
    requests     INTEGER NOT NULL DEFAULT 1,
    locked_by    TEXT,
    locked_until INTEGER,
    created_at   INTEGER NOT NULL,
    UNIQUE (kind, subject)
);
CREATE INDEX jobs_due ON jobs (run_at);
CREATE INDEX jobs_signing ON jobs (signing);

INSERT INTO jobs (kind, subject, signing, run_at, created_at)
SELECT CASE WHEN state = 'sending' AND step <> 'write-back' THEN 'send' ELSE 'write_back' END,
    CAST(id AS TEXT), id, 0, created_at
FROM signings WHERE state <> 'stopped' AND superseded = 0 AND settled = 0;
INSERT INTO jobs (kind, subject, signing, run_at, created_at)
SELECT 'poll', CAST(id AS TEXT), id, 0, created_at
FROM signings WHERE state = 'sent' AND superseded = 0 AND is_final = 0;

DROP TABLE signings;
ALTER TABLE signings_new RENAME TO signings;
ALTER TABLE reminders_new RENAME TO reminders;

-- One document at a time for each instance: this is what makes sending twice impossible.
CREATE UNIQUE INDEX signings_living ON signings (database, element) WHERE stage <> 'replaced';
CREATE UNIQUE INDEX signings_idempotency ON signings (database, element, idempotency_key);
CREATE INDEX signings_autenti_id ON signings (autenti_id);

-- What is known of an Autenti account: until when it wants no calls, how many reads nobody waits for it may get,
-- and when its last webhook came.
CREATE TABLE accounts (
    name           TEXT    PRIMARY KEY,
    blocked_until  INTEGER NOT NULL DEFAULT 0,
    reads          INTEGER NOT NULL DEFAULT 0,
    reads_since    INTEGER NOT NULL DEFAULT 0,
    last_webhook   INTEGER NOT NULL DEFAULT 0,
    subscription   TEXT
);

-- Webhook events that were taken, each once.
CREATE TABLE webhook_events (
    id          TEXT    PRIMARY KEY,
    received_at INTEGER NOT NULL
);

-- Instances that a command changed beside a running proxy, for that proxy to tell its open forms.
CREATE TABLE changes (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    instance TEXT    NOT NULL
);

-- Whether a write works.
CREATE TABLE probe (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL
);
