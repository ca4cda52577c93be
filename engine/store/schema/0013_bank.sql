-- What the bank says came in, beside what remittances say was paid. Types as in 0001_core.sql.

-- A bank's export that was imported.
CREATE TABLE bank_statement (
    id INTEGER PRIMARY KEY,
    practice INTEGER NOT NULL REFERENCES practice,
    name TEXT NOT NULL,            -- of its file
    sha256 BLOB NOT NULL,
    first_day INTEGER NOT NULL,    -- days that it covers: its first and last rows'
    last_day INTEGER NOT NULL,
    actor TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX bank_statement_sha256 ON bank_statement (practice, sha256);

-- A row of one: money that came in, or that a payer took. The same row in two exports is kept once.
CREATE TABLE bank_deposit (
    id INTEGER PRIMARY KEY,
    practice INTEGER NOT NULL REFERENCES practice,
    statement INTEGER REFERENCES bank_statement, -- NULL: a person says that it was paid another way
    row INTEGER NOT NULL,          -- in its file, from 1
    day INTEGER NOT NULL,
    amount INTEGER NOT NULL,       -- less than 0: taken
    key INTEGER NOT NULL,          -- hash of its text
    nth INTEGER NOT NULL,          -- of the same day, amount and text, from 1
    payer TEXT NOT NULL,           -- of health claims, by its text: 'yes', or the payer's id; '': not so
    remit INTEGER REFERENCES remit,
    found_by TEXT NOT NULL         -- trace, payer, amount, person; '': nothing
) STRICT;
CREATE UNIQUE INDEX bank_deposit_once ON bank_deposit (practice, day, amount, key, nth);
CREATE INDEX bank_deposit_open ON bank_deposit (practice) WHERE remit IS NULL;
CREATE INDEX bank_deposit_remit ON bank_deposit (remit) WHERE remit IS NOT NULL;

-- Its text as the bank writes it: it may name whoever paid.
CREATE TABLE patient_deposit (
    deposit INTEGER PRIMARY KEY REFERENCES bank_deposit,
    practice INTEGER NOT NULL,
    text TEXT NOT NULL
) STRICT;
