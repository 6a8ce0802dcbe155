-- The same tables as on SQLite, whose migrations say what each column is for.
CREATE TABLE signings (
    id               BIGSERIAL PRIMARY KEY,
    database         BIGINT,
    element          BIGINT NOT NULL,
    profile          TEXT   NOT NULL,
    account          TEXT   NOT NULL DEFAULT 'default',
    idempotency_key  TEXT,
    requested_by     TEXT   NOT NULL,
    plan             TEXT   NOT NULL,
    stage            TEXT   NOT NULL,
    stopped_step     TEXT,
    stopped_error    TEXT,
    files_uploaded   BIGINT NOT NULL DEFAULT 0,
    doubt_since      BIGINT,
    last_doubt       BIGINT,
    autenti_id       TEXT,
    document         TEXT,
    read_at          BIGINT,
    comment          TEXT,
    last_write_back  TEXT,
    form_values      TEXT   NOT NULL DEFAULT '{}',
    form_rows        TEXT,
    transitions      TEXT   NOT NULL DEFAULT '{}',
    links            TEXT   NOT NULL DEFAULT '[]',
    attachment_id    BIGINT,
    attachment_name  TEXT,
    attach_doubt     BIGINT,
    created_at       BIGINT NOT NULL
);
CREATE UNIQUE INDEX signings_living ON signings (database, element) WHERE stage <> 'replaced';
CREATE UNIQUE INDEX signings_idempotency ON signings (database, element, idempotency_key);
CREATE INDEX signings_autenti_id ON signings (autenti_id);

CREATE TABLE reminders (
    signing   BIGINT NOT NULL REFERENCES signings (id),
    recipient TEXT   NOT NULL,
    at        BIGINT NOT NULL,
    PRIMARY KEY (signing, recipient)
);

CREATE TABLE jobs (
    id           BIGSERIAL PRIMARY KEY,
    kind         TEXT   NOT NULL,
    subject      TEXT   NOT NULL,
    signing      BIGINT,
    payload      TEXT   NOT NULL DEFAULT '{}',
    priority     BIGINT NOT NULL DEFAULT 0,
    run_at       BIGINT,
    attempts     BIGINT NOT NULL DEFAULT 0,
    last_error   TEXT,
    requests     BIGINT NOT NULL DEFAULT 1,
    locked_by    TEXT,
    locked_until BIGINT,
    created_at   BIGINT NOT NULL,
    UNIQUE (kind, subject)
);
CREATE INDEX jobs_due ON jobs (run_at);
CREATE INDEX jobs_signing ON jobs (signing);

CREATE TABLE refresh_tokens (
    client_id TEXT PRIMARY KEY,
    token     TEXT NOT NULL
);

CREATE TABLE accounts (
    name           TEXT   PRIMARY KEY,
    blocked_until  BIGINT NOT NULL DEFAULT 0,
    reads          BIGINT NOT NULL DEFAULT 0,
    reads_since    BIGINT NOT NULL DEFAULT 0,
    last_webhook   BIGINT NOT NULL DEFAULT 0,
    subscription   TEXT
);

CREATE TABLE webhook_events (
    id          TEXT   PRIMARY KEY,
    received_at BIGINT NOT NULL
);

CREATE TABLE changes (
    id       BIGSERIAL PRIMARY KEY,
    instance TEXT NOT NULL
);

CREATE TABLE probe (
    id BIGINT PRIMARY KEY,
    at BIGINT NOT NULL
);
