-- Since when (Unix milliseconds) somebody's checkout keeps the form of an instance from being written.
ALTER TABLE signings ADD COLUMN checkout_since INTEGER;

-- The address that the account is subscribed to webhooks with, as far as this proxy knows.
ALTER TABLE accounts ADD COLUMN subscribed_to TEXT;

-- Reminders that the proxy sends by itself: one row for each recipient who is awaited.
CREATE TABLE automatic_reminders (
    signing    INTEGER NOT NULL REFERENCES signings (id),
    recipient  TEXT    NOT NULL,
    -- When the next one is due (Unix milliseconds); null when there is none.
    next_at    INTEGER,
    -- How many were sent.
    sent       INTEGER NOT NULL DEFAULT 0,
    -- 1 when the list says that the recipient is not to be reminded.
    is_blocked INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (signing, recipient)
);
