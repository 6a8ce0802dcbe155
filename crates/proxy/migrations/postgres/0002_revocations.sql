-- As on SQLite, whose migration says what it is for.
CREATE TABLE revocations (
    id      BIGSERIAL PRIMARY KEY,
    subject TEXT   NOT NULL,
    at      BIGINT NOT NULL
);
