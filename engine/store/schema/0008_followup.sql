-- Claims that follow another: corrected, sent again, void, to the next payer. Types as in 0001_core.sql.

-- Planned when it is made, by the digest of the file that brings it; taken in with that file. So whatever a
-- kill cuts off, either both are there or neither counts.
CREATE TABLE followup (
    id INTEGER PRIMARY KEY,
    practice INTEGER NOT NULL REFERENCES practice,
    sha256 BLOB NOT NULL,
    submission INTEGER REFERENCES submission, -- the new one; NULL: not taken in yet
    parent INTEGER NOT NULL REFERENCES submission, -- that it follows
    root INTEGER NOT NULL REFERENCES submission,   -- the first of the chain
    kind TEXT NOT NULL,            -- correct, resend, lines, void, secondary
    lines TEXT NOT NULL,           -- of kind lines: ',2,3,' (LX01 of the parent's)
    settled INTEGER NOT NULL,      -- of kind lines: the payer has decided, and the parent's rows are closed
    follow_up INTEGER,             -- the day by which the payer should have answered
    actor TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX followup_sha256 ON followup (practice, sha256);
CREATE INDEX followup_parent ON followup (parent);
CREATE INDEX followup_root ON followup (root);
CREATE UNIQUE INDEX followup_submission ON followup (submission) WHERE submission IS NOT NULL;
CREATE INDEX followup_unsettled ON followup (practice) WHERE kind = 'lines' AND settled = 0;
