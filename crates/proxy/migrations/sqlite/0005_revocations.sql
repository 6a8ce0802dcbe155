-- Orders to end tickets before their time: of everybody (`all`), of a user (`login:…`), for an instance (`element:…`).
CREATE TABLE revocations (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    subject TEXT    NOT NULL,
    -- Tickets made until then end: Unix milliseconds.
    at      INTEGER NOT NULL
);
