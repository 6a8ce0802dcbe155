-- As on SQLite, whose migration says what it is for.
CREATE TABLE admin_access (
    digest  TEXT   PRIMARY KEY,
    kind    TEXT   NOT NULL,
    ends_at BIGINT NOT NULL
);

CREATE TABLE assets (
    name    TEXT   PRIMARY KEY,
    content BYTEA  NOT NULL,
    gone_at BIGINT
);
