-- As on SQLite, whose migration says what it is for.
CREATE TABLE left_drafts (
    document TEXT    PRIMARY KEY,
    signing  BIGINT  NOT NULL,
    left_at  BIGINT  NOT NULL
);
