-- How files went to partners and came from them, step by step, so that each goes and comes once. Types as in
-- 0001_core.sql.

-- A file for a partner. uploading: under a temporary name, or about to be; uploaded: all of it lies there under that
-- name; renaming: we asked for its own name; sent: it has it; in_doubt: nobody knows.
CREATE TABLE delivery (
    id INTEGER PRIMARY KEY,
    practice INTEGER NOT NULL REFERENCES practice,
    partner TEXT NOT NULL,
    name TEXT NOT NULL,            -- in the outbox
    batch INTEGER REFERENCES batch, -- NULL: an acknowledgment
    temporary TEXT NOT NULL,       -- the partner's paths
    target TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    state TEXT NOT NULL,
    begun_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL
) STRICT;
CREATE INDEX delivery_name ON delivery (practice, partner, name);
CREATE INDEX delivery_doubt ON delivery (practice) WHERE state = 'in_doubt';

-- A partner's file that was fetched. half: it had no end, and was left there; arrived: all of it is here under a
-- hidden name; kept: it lies in the inbox; removed: it is gone from the partner.
CREATE TABLE arrival (
    id INTEGER PRIMARY KEY,
    practice INTEGER NOT NULL REFERENCES practice,
    partner TEXT NOT NULL,
    folder TEXT NOT NULL,          -- the partner's
    name TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    modified INTEGER NOT NULL,     -- seconds since 1970 by the partner's clock; -1: not told
    local TEXT NOT NULL,           -- its name in the inbox
    state TEXT NOT NULL,
    begun_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL
) STRICT;
CREATE INDEX arrival_name ON arrival (practice, partner, folder, name) WHERE state <> 'removed';

-- How it goes with a partner's server. A row is there once something went wrong or well.
CREATE TABLE partner_link (
    practice INTEGER NOT NULL REFERENCES practice,
    partner TEXT NOT NULL,
    failures INTEGER NOT NULL,     -- one pass after the other; 0: the last one was well
    down_at INTEGER,               -- since when; NULL: it is up
    retry_at INTEGER,              -- not before
    stopped BLOB,                  -- digest of the settings that it refused: not with these again
    reason TEXT NOT NULL,
    well_at INTEGER,               -- when it was last reached
    PRIMARY KEY (practice, partner)
) STRICT, WITHOUT ROWID;

CREATE INDEX batch_name ON batch (practice, partner, name);
