-- What became of denials, newest first: own results in the place of usual chances. Types as in 0001_core.sql.
CREATE INDEX denial_decided ON denial (practice, id) WHERE state IN ('superseded', 'resolved');

-- Claim filing indicator (SBR09): it tells the usual time limits where a payer's own are not known.
ALTER TABLE submission ADD COLUMN filing TEXT NOT NULL DEFAULT '';

-- Claims that were denied and appealed: the packet that went out.
CREATE TABLE appeal (
    id INTEGER PRIMARY KEY,
    practice INTEGER NOT NULL REFERENCES practice,
    denial INTEGER NOT NULL REFERENCES denial,
    level INTEGER NOT NULL,        -- 1: the first
    deadline INTEGER,              -- the day by which it had to be sent; NULL: not known
    made_at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    sha256 BLOB NOT NULL           -- of the packet
) STRICT;
CREATE INDEX appeal_denial ON appeal (denial);
