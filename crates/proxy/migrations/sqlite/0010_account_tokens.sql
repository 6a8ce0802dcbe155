-- The newest refresh token of each account: two accounts may be of one application. `refresh_tokens` keeps what was stored
-- by application, until an account of it has a token of its own.
CREATE TABLE account_tokens (
    account   TEXT PRIMARY KEY,
    -- The application that the token is good for.
    client_id TEXT NOT NULL,
    token     TEXT NOT NULL
);
