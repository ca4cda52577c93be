-- What contracts pay, and what was reckoned by it. Types as in 0001_core.sql.

-- A price: what a schedule says of a procedure. Percentages are thousandths of one.
CREATE TABLE fee (
    id INTEGER PRIMARY KEY,
    practice INTEGER NOT NULL REFERENCES practice,
    schedule TEXT NOT NULL,        -- its name: what scrubjay.xml says in fees="…", else the payer's id
    code TEXT NOT NULL,            -- '99213'; '*': all that no other row names; of a range the first
    code_to TEXT NOT NULL,         -- of a range the last; '': one code
    modifiers TEXT NOT NULL,       -- in order, '26' or '50 80'; '': none
    place TEXT NOT NULL,           -- '': any; F, N: facility or not; or the code of one place of service
    first_day INTEGER,             -- of service; NULL: from ever
    last_day INTEGER,              -- NULL: open
    basis TEXT NOT NULL,           -- amount, charge, schedule; none: listed without a price
    value INTEGER NOT NULL,        -- amount: cents; charge, schedule: thousandths of a per cent
    units INTEGER NOT NULL,        -- the price is for so many units; 0: whatever their number
    base TEXT NOT NULL,            -- of basis schedule: the other one's name
    source TEXT NOT NULL           -- file and cell: 'acme.xlsx Fees!A12'
) STRICT;
CREATE INDEX fee_schedule ON fee (practice, schedule);

-- Every import: what came from where.
CREATE TABLE fee_import (
    id INTEGER PRIMARY KEY,
    practice INTEGER NOT NULL REFERENCES practice,
    schedule TEXT NOT NULL,
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    file TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    added INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    ended INTEGER NOT NULL
) STRICT;
CREATE INDEX fee_import_schedule ON fee_import (practice, schedule);

-- Claim payments with lines that a schedule prices: what it says of those lines, and what was allowed for them.
CREATE TABLE payment_fee (
    payment INTEGER PRIMARY KEY REFERENCES payment,
    practice INTEGER NOT NULL REFERENCES practice,
    expected INTEGER NOT NULL,
    allowed INTEGER NOT NULL
) STRICT;

ALTER TABLE denial ADD COLUMN expected_by TEXT NOT NULL DEFAULT ''; -- the schedule's row, in words
ALTER TABLE denial ADD COLUMN rule INTEGER NOT NULL DEFAULT 0;      -- the row of decisions.tsv that decided
