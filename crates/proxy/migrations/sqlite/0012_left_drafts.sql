-- Drafts in Autenti that nobody needs any more, until they are known to be gone.
CREATE TABLE left_drafts (
    document TEXT    PRIMARY KEY,
    signing  INTEGER NOT NULL,
    left_at  INTEGER NOT NULL
);
