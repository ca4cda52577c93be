-- Where every cent went: double entry over what was posted. Types as in 0001_core.sql.

-- Where a set stood in its file, so that a cent can be followed to its segment.
ALTER TABLE remit ADD COLUMN interchange TEXT NOT NULL DEFAULT '';   -- ISA13
ALTER TABLE remit ADD COLUMN group_control TEXT NOT NULL DEFAULT ''; -- GS06
ALTER TABLE remit ADD COLUMN notes INTEGER NOT NULL DEFAULT 0;       -- what is odd about it, bits (decide.h)

-- A hash of the payer and of what the claim payment says: the same in two files is the same payment.
-- One that has found its claim is looked for there; one that has not, by this.
ALTER TABLE payment ADD COLUMN content INTEGER NOT NULL DEFAULT 0;
ALTER TABLE payment ADD COLUMN repeats INTEGER REFERENCES payment; -- the payment that this one is once more
CREATE INDEX payment_content ON payment (content) WHERE state IN ('unmatched', 'suspended');

-- What a person did to the books: matched a payment by hand, undid a match, settled an open item.
CREATE TABLE ledger_act (
    id INTEGER PRIMARY KEY,
    practice INTEGER NOT NULL REFERENCES practice,
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    what TEXT NOT NULL,            -- match, undo, settle
    remit INTEGER REFERENCES remit,
    payment INTEGER REFERENCES payment,
    was INTEGER REFERENCES submission,     -- the payment's claim before, and after
    becomes INTEGER REFERENCES submission,
    note TEXT NOT NULL
) STRICT;
CREATE INDEX ledger_act_remit ON ledger_act (remit);
CREATE INDEX ledger_act_payment ON ledger_act (payment) WHERE payment IS NOT NULL;

-- One amount from one account to another (accounts.def has their numbers). A reversal has the accounts
-- turned, never a negative amount. Rows are never changed: what is undone is posted the other way round.
-- They are the most frequent rows of all, so nothing is looked up or filed for each: `remit`, `payment`
-- and `act` are rows of those tables.
CREATE TABLE ledger_entry (
    remit INTEGER NOT NULL,
    payment INTEGER NOT NULL,      -- 0: the set's own: BPR and PLB
    ordinal INTEGER NOT NULL,
    practice INTEGER NOT NULL,
    debit INTEGER NOT NULL,
    credit INTEGER NOT NULL,
    cents INTEGER NOT NULL CHECK (cents > 0),
    line INTEGER NOT NULL,         -- ordinal of the payment's line; 0: the claim level
    segment INTEGER NOT NULL,      -- that says so: BPR, SVC, CAS, CLP, PLB; ST = 1
    day INTEGER,                   -- the payment date (BPR16); of an act, its day
    reason TEXT NOT NULL,          -- 'CO-45', 'WO'; empty: the payment itself
    reference TEXT,                -- of a PLB: what it is about
    act INTEGER,                   -- NULL: the remittance itself
    PRIMARY KEY (remit, payment, ordinal)
) STRICT, WITHOUT ROWID;
CREATE INDEX remit_paid_on ON remit (practice, paid_on);
