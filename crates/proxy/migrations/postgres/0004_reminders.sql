-- As on SQLite, whose migration says what it is for.
ALTER TABLE signings ADD COLUMN checkout_since BIGINT;

ALTER TABLE accounts ADD COLUMN subscribed_to TEXT;

CREATE TABLE automatic_reminders (
    signing    BIGINT NOT NULL REFERENCES signings (id),
    recipient  TEXT   NOT NULL,
    next_at    BIGINT,
    sent       BIGINT NOT NULL DEFAULT 0,
    is_blocked BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (signing, recipient)
);
