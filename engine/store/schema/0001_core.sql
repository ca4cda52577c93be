-- What the practice's claims were, are and went through. Types: INTEGER holds ids, cents, day numbers
-- (days since 1970), instants (milliseconds since 1970, UTC); the ids are made by the program.
-- Tables named patient_… hold what identifies a patient; nothing else does.

CREATE TABLE practice (
    id INTEGER PRIMARY KEY,
    code TEXT NOT NULL UNIQUE
) STRICT;

-- A file that was taken in. Its bytes are known by their digest: the same bytes are taken in once.
CREATE TABLE file (
    id INTEGER PRIMARY KEY,
    practice INTEGER NOT NULL REFERENCES practice,
    partner TEXT,              -- whose inbox it lay in; NULL: the practice's own in/
    name TEXT NOT NULL,        -- as it was found
    work TEXT NOT NULL,        -- its name in work/
    type TEXT,                 -- 837P, 999, TA1 …; NULL: not told
    bytes INTEGER NOT NULL,
    sha256 BLOB NOT NULL,
    state TEXT NOT NULL,       -- read: all of it is in the store; filed: and the file lies in `place`; failed
    taken_at INTEGER NOT NULL,
    place TEXT NOT NULL,       -- where the original is kept, under the home
    report TEXT NOT NULL       -- where its report is
) STRICT;
CREATE UNIQUE INDEX file_sha256 ON file (practice, sha256) WHERE state <> 'failed';
CREATE INDEX file_read ON file (practice) WHERE state = 'read';

-- A claim as it was handed in: one CLM of one file, to one payer.
CREATE TABLE submission (
    id INTEGER PRIMARY KEY,
    practice INTEGER NOT NULL,
    file INTEGER NOT NULL REFERENCES file,
    ordinal INTEGER NOT NULL,      -- of the claim in its file, from 1
    set_ordinal INTEGER NOT NULL,  -- of its transaction set in the file, from 1
    segment INTEGER NOT NULL,      -- of CLM in its set, ST = 1
    byte_offset INTEGER NOT NULL,  -- of CLM in the file
    account TEXT NOT NULL,         -- CLM01
    account_key TEXT NOT NULL,     -- the same, folded for finding (keys.h)
    previous INTEGER REFERENCES submission, -- the submission it takes the place of, or follows
    verdict TEXT NOT NULL,         -- clean, warned, held: what intake said
    type TEXT NOT NULL,            -- 837P …
    purpose TEXT NOT NULL,         -- BHT06: CH claims, RP encounters
    usage TEXT NOT NULL,           -- ISA15: P, T
    sequence TEXT NOT NULL,        -- SBR01: P, S, T …
    frequency TEXT NOT NULL,       -- CLM05-3
    payer TEXT NOT NULL,           -- 2010BB NM109
    payer_name TEXT NOT NULL,
    provider TEXT NOT NULL,        -- 2010AA NM109
    charge INTEGER NOT NULL,
    first_service INTEGER,
    last_service INTEGER,
    payer_control TEXT,            -- the payer's number for it, once it has told
    fingerprint BLOB NOT NULL
) STRICT;
CREATE INDEX submission_file ON submission (file, ordinal);
CREATE INDEX submission_account ON submission (practice, account_key);
CREATE INDEX submission_payer_control ON submission (practice, payer_control)
    WHERE payer_control IS NOT NULL;

-- What changes about it: its own state; `batch`: that of its set, else of its batch. (The word is as long as
-- `ready`, so that the row does not grow when a batch takes it: a row that grows moves its neighbours.)
CREATE TABLE claim_state (
    submission INTEGER PRIMARY KEY REFERENCES submission,
    practice INTEGER NOT NULL,
    state TEXT NOT NULL
) STRICT;
CREATE INDEX claim_state_ready ON claim_state (practice, submission) WHERE state = 'ready';

-- Its raw text: 2000A, 2000B, 2000C and the claim, each segment ended by the file's terminator.
CREATE TABLE patient_claim (
    submission INTEGER PRIMARY KEY REFERENCES submission,
    practice INTEGER NOT NULL,
    delimiters BLOB NOT NULL,      -- element, component, repetition (or NUL), terminator
    provider_bytes INTEGER NOT NULL,
    subscriber_bytes INTEGER NOT NULL,
    patient_bytes INTEGER NOT NULL,
    text BLOB NOT NULL
) STRICT;

-- Keyed hashes to find a submission by what identifies its patient (keys.h).
CREATE TABLE match_key (
    practice INTEGER NOT NULL,
    kind TEXT NOT NULL,
    key INTEGER NOT NULL,
    submission INTEGER NOT NULL REFERENCES submission,
    PRIMARY KEY (practice, kind, key, submission)
) STRICT, WITHOUT ROWID;

-- One interchange that we wrote for a partner.
CREATE TABLE batch (
    id INTEGER PRIMARY KEY,
    practice INTEGER NOT NULL REFERENCES practice,
    partner TEXT NOT NULL,
    type TEXT NOT NULL,
    usage TEXT NOT NULL,
    interchange INTEGER NOT NULL,  -- ISA13
    group_control INTEGER NOT NULL,-- GS06
    name TEXT NOT NULL,            -- of its file
    bytes INTEGER NOT NULL,
    sha256 BLOB NOT NULL,
    claims INTEGER NOT NULL,
    charge INTEGER NOT NULL,
    state TEXT NOT NULL,           -- batched, sent, in_doubt, accepted, rejected
    made_at INTEGER NOT NULL,
    UNIQUE (practice, partner, usage, interchange)
) STRICT;
CREATE INDEX batch_batched ON batch (practice) WHERE state = 'batched';

-- Its transaction sets. `state` is empty as long as the set shares its batch's.
CREATE TABLE batch_set (
    id INTEGER PRIMARY KEY,
    practice INTEGER NOT NULL,
    batch INTEGER NOT NULL REFERENCES batch,
    control TEXT NOT NULL,         -- ST02
    reference TEXT NOT NULL,       -- BHT03
    claims INTEGER NOT NULL,
    charge INTEGER NOT NULL,
    state TEXT,
    UNIQUE (batch, control)
) STRICT;
CREATE INDEX batch_set_reference ON batch_set (practice, reference);

-- Which submission stands where in a set. A submission goes out in one batch; what is sent again is a
-- submission of its own.
CREATE TABLE batch_claim (
    batch_set INTEGER NOT NULL REFERENCES batch_set,
    first_segment INTEGER NOT NULL, -- CLM's place, ST = 1
    last_segment INTEGER NOT NULL,
    submission INTEGER NOT NULL REFERENCES submission,
    PRIMARY KEY (batch_set, first_segment)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX batch_claim_submission ON batch_claim (submission);

-- What happened, never changed afterwards. One row moves one submission, a set, a batch or all claims of
-- a file: the one that is not empty.
CREATE TABLE event (
    id INTEGER PRIMARY KEY,
    practice INTEGER NOT NULL,
    at INTEGER NOT NULL,
    what TEXT NOT NULL,            -- intake, batch, send, TA1, 999, 277CA, 835, person …
    submission INTEGER REFERENCES submission,
    batch_set INTEGER REFERENCES batch_set,
    batch INTEGER REFERENCES batch,
    file INTEGER REFERENCES file,
    from_state TEXT NOT NULL,
    to_state TEXT NOT NULL,
    cause INTEGER REFERENCES file, -- the file that says so
    segment INTEGER,               -- where: in its set, ST = 1
    codes TEXT NOT NULL            -- the sender's own: 'R 5', 'A7:562:85'
) STRICT;
CREATE INDEX event_submission ON event (submission) WHERE submission IS NOT NULL;
CREATE INDEX event_set ON event (batch_set) WHERE batch_set IS NOT NULL;
CREATE INDEX event_batch ON event (batch) WHERE batch IS NOT NULL;
CREATE INDEX event_file ON event (file) WHERE file IS NOT NULL;

-- What is wrong: by our own check of a file, or as a partner answered.
CREATE TABLE finding (
    id INTEGER PRIMARY KEY,
    practice INTEGER NOT NULL,
    source TEXT NOT NULL,          -- check, TA1, 999, 277CA
    scope TEXT NOT NULL,           -- claim: `submission`; shared: those in finding_claim; set: all of the
                                   -- file's set `set_ordinal`, or all of our `batch_set`; file: all
    file INTEGER NOT NULL REFERENCES file, -- that was checked, or that says so
    set_ordinal INTEGER NOT NULL,  -- of the transaction set in the file, from 1; 0: none
    submission INTEGER REFERENCES submission,
    batch_set INTEGER REFERENCES batch_set,
    code TEXT NOT NULL,            -- IG-0203; else the sender's: '8/7', 'A7:562:85'
    severity TEXT NOT NULL,        -- error, warning, info
    loop TEXT,
    tag TEXT,
    name TEXT,                     -- the guide's name of what is wrong
    segment INTEGER NOT NULL,      -- 0: no place
    element INTEGER NOT NULL,
    component INTEGER NOT NULL,
    repeat INTEGER NOT NULL,
    byte_offset INTEGER NOT NULL
) STRICT;
CREATE INDEX finding_submission ON finding (submission) WHERE submission IS NOT NULL;
CREATE INDEX finding_set ON finding (batch_set) WHERE batch_set IS NOT NULL;
CREATE INDEX finding_file ON finding (file) WHERE scope <> 'claim';

-- A finding in a loop that claims share, and the claims below it.
CREATE TABLE finding_claim (
    submission INTEGER NOT NULL REFERENCES submission,
    finding INTEGER NOT NULL REFERENCES finding,
    practice INTEGER NOT NULL,
    PRIMARY KEY (submission, finding)
) STRICT, WITHOUT ROWID;

CREATE TABLE patient_finding (
    finding INTEGER PRIMARY KEY REFERENCES finding,
    practice INTEGER NOT NULL,
    value BLOB NOT NULL,           -- as it was found, and two further facts
    a BLOB NOT NULL,
    b BLOB NOT NULL
) STRICT;

-- The next number of a partner's control numbers.
CREATE TABLE sequence (
    practice INTEGER NOT NULL REFERENCES practice,
    partner TEXT NOT NULL,
    name TEXT NOT NULL,            -- interchange, group
    next INTEGER NOT NULL,
    PRIMARY KEY (practice, partner, name)
) STRICT;

-- What people did and saw. Each row bears the digest of itself and the row before.
CREATE TABLE audit (
    id INTEGER PRIMARY KEY,
    practice INTEGER NOT NULL REFERENCES practice,
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT NOT NULL,
    digest BLOB NOT NULL
) STRICT;

-- Every submission with the state it is in now, and where it stands in its batch.
CREATE VIEW submission_now AS
SELECT s.*, m.batch_set AS batch_set, m.first_segment AS first_segment, m.last_segment AS last_segment,
       t.batch AS batch,
       CASE WHEN c.state = 'batch' THEN COALESCE(t.state, b.state) ELSE c.state END AS state_now
FROM submission s
JOIN claim_state c ON c.submission = s.id
LEFT JOIN batch_claim m ON m.submission = s.id
LEFT JOIN batch_set t ON t.id = m.batch_set
LEFT JOIN batch b ON b.id = t.batch;
