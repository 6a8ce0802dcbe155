-- As on SQLite, whose migration says what it is for.
CREATE TABLE account_tokens (
    account   TEXT PRIMARY KEY,
    client_id TEXT NOT NULL,
    token     TEXT NOT NULL
);
