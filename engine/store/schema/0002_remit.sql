-- What payers paid and denied. Types as in 0001_core.sql.

-- One transaction set of an 835: one payment to one payee.
CREATE TABLE remit (
    id INTEGER PRIMARY KEY,
    practice INTEGER NOT NULL REFERENCES practice,
    file INTEGER NOT NULL REFERENCES file,
    ordinal INTEGER NOT NULL,      -- of the set in its file, from 1
    control TEXT NOT NULL,         -- ST02
    byte_offset INTEGER NOT NULL,  -- of ST in the file
    state TEXT NOT NULL,           -- posted, refused, duplicate
    reason TEXT,                   -- a finding's id: why it was refused
    reason_segment INTEGER,        -- where, ST = 1
    duplicate_of INTEGER REFERENCES remit,
    differs INTEGER NOT NULL,      -- 1: a duplicate whose content is not the same
    trace TEXT NOT NULL,           -- TRN02
    originator TEXT NOT NULL,      -- TRN03
    method TEXT NOT NULL,          -- BPR04
    amount INTEGER NOT NULL,       -- BPR02
    paid_on INTEGER,               -- BPR16
    produced INTEGER,              -- DTM 405
    payer TEXT NOT NULL,           -- 1000A id: N104, else REF 2U, else TRN03
    payer_name TEXT NOT NULL,
    payee TEXT NOT NULL,           -- 1000B N104
    payee_name TEXT NOT NULL,
    claims INTEGER NOT NULL,       -- sums over its claim payments
    lines INTEGER NOT NULL,
    charge INTEGER NOT NULL,
    paid INTEGER NOT NULL,
    patient INTEGER NOT NULL,
    provider INTEGER NOT NULL,     -- sum of PLB: more than 0 takes money back
    residual INTEGER NOT NULL,     -- amount - (paid - provider)
    digest BLOB NOT NULL,          -- of its claim payments and provider adjustments
    posted_at INTEGER NOT NULL
) STRICT;
CREATE INDEX remit_trace ON remit (practice, trace);
CREATE INDEX remit_file ON remit (file);
CREATE INDEX remit_posted_at ON remit (practice, posted_at);

-- One claim payment (CLP).
CREATE TABLE payment (
    id INTEGER PRIMARY KEY,
    practice INTEGER NOT NULL REFERENCES practice,
    remit INTEGER NOT NULL REFERENCES remit,
    ordinal INTEGER NOT NULL,      -- in its set, from 1
    segment INTEGER NOT NULL,      -- of CLP, ST = 1
    byte_offset INTEGER NOT NULL,  -- of CLP in the file
    account TEXT NOT NULL,         -- CLP01
    status TEXT NOT NULL,          -- CLP02
    charge INTEGER NOT NULL,
    paid INTEGER NOT NULL,
    patient INTEGER NOT NULL,      -- what is left to the patient by its adjustments
    contractual INTEGER NOT NULL,
    denied INTEGER NOT NULL,
    payer_control TEXT NOT NULL,   -- CLP07
    filing TEXT NOT NULL,          -- CLP06
    facility TEXT NOT NULL,        -- CLP08
    frequency TEXT NOT NULL,       -- CLP09
    first_service INTEGER,
    last_service INTEGER,
    remarks TEXT NOT NULL,         -- of the claim: 'MA01 MA18'
    state TEXT NOT NULL,           -- posted, unmatched, suspended, repeated
    kind TEXT NOT NULL,            -- paid, denied … (decide.h)
    notes INTEGER NOT NULL,        -- what is odd about it, bits (decide.h)
    residual INTEGER NOT NULL,     -- charge - adjustments - paid
    charge_residual INTEGER NOT NULL, -- charge - sum of the lines' charges
    submission INTEGER REFERENCES submission, -- ours; where unmatched: the likeliest
    match_rung INTEGER NOT NULL,   -- by what it was matched, how sure, and what spoke for it (match.h)
    match_score INTEGER NOT NULL,
    evidence INTEGER NOT NULL,
    runner_up INTEGER REFERENCES submission,
    runner_score INTEGER NOT NULL,
    reverses INTEGER REFERENCES payment, -- the payment that this one takes back
    fingerprint BLOB NOT NULL
) STRICT;
CREATE INDEX payment_remit ON payment (remit, ordinal);
CREATE INDEX payment_submission ON payment (submission) WHERE submission IS NOT NULL;
CREATE INDEX payment_reverses ON payment (reverses) WHERE reverses IS NOT NULL;
CREATE INDEX payment_open ON payment (practice, state) WHERE state IN ('unmatched', 'suspended');

-- Who it was for, as the payer writes it.
CREATE TABLE patient_payment (
    payment INTEGER PRIMARY KEY REFERENCES payment,
    practice INTEGER NOT NULL REFERENCES practice,
    last TEXT NOT NULL,
    first TEXT NOT NULL,
    member TEXT NOT NULL
) STRICT;

-- Its lines (SVC); ordinal 0 is the claim level, where it has adjustments of its own or no lines.
CREATE TABLE payment_line (
    payment INTEGER NOT NULL REFERENCES payment,
    ordinal INTEGER NOT NULL,
    practice INTEGER NOT NULL REFERENCES practice,
    segment INTEGER NOT NULL,
    line INTEGER NOT NULL,         -- LX01 of our line; 0: not known
    line_key INTEGER NOT NULL,     -- by what it was found (lines.h)
    procedure TEXT NOT NULL,       -- 'HC:99213:25'
    submitted TEXT NOT NULL,       -- the same as we sent it, where the payer changed it
    revenue TEXT NOT NULL,
    charge INTEGER NOT NULL,
    paid INTEGER NOT NULL,
    units INTEGER NOT NULL,        -- thousandths
    first_service INTEGER,
    last_service INTEGER,
    control TEXT NOT NULL,         -- REF 6R
    adjustments TEXT NOT NULL,     -- 'CO-45:20.00 PR-3:20.00', a quantity behind '/'
    remarks TEXT NOT NULL,         -- 'N290 M76'
    kind TEXT NOT NULL,
    patient INTEGER NOT NULL,
    contractual INTEGER NOT NULL,
    denied INTEGER NOT NULL,
    PRIMARY KEY (payment, ordinal)
) STRICT, WITHOUT ROWID;

-- PLB: what the payer took or gave beside the claims.
CREATE TABLE provider_adjustment (
    remit INTEGER NOT NULL REFERENCES remit,
    ordinal INTEGER NOT NULL,
    practice INTEGER NOT NULL REFERENCES practice,
    provider TEXT NOT NULL,
    period_end INTEGER,
    reason TEXT NOT NULL,
    reference TEXT NOT NULL,
    amount INTEGER NOT NULL,       -- more than 0 takes money back
    segment INTEGER NOT NULL,
    PRIMARY KEY (remit, ordinal)
) STRICT, WITHOUT ROWID;

-- The worklist: one row for each line that was denied, or left unpaid without a reason.
CREATE TABLE denial (
    id INTEGER PRIMARY KEY,
    practice INTEGER NOT NULL REFERENCES practice,
    payment INTEGER NOT NULL REFERENCES payment,
    ordinal INTEGER NOT NULL,      -- of the payment's line; 0: the claim level
    submission INTEGER NOT NULL REFERENCES submission,
    state TEXT NOT NULL,           -- open, reversed, superseded
    kind TEXT NOT NULL,
    amount INTEGER NOT NULL,       -- at stake
    group_code TEXT NOT NULL,
    carc TEXT NOT NULL,
    rarc TEXT NOT NULL,
    category TEXT NOT NULL,
    action TEXT NOT NULL,
    guards INTEGER NOT NULL,       -- bits (reasons.h)
    due INTEGER,
    appeal_by INTEGER,
    found_at INTEGER NOT NULL
) STRICT;
CREATE INDEX denial_open ON denial (practice, id) WHERE state = 'open';
CREATE INDEX denial_payment ON denial (payment);
CREATE INDEX denial_submission ON denial (submission) WHERE state = 'open';
