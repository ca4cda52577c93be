-- What people do about denials. Types as in 0001_core.sql.

-- The worklist's own columns. `state` is open, reversed, superseded (by the payer), resolved (by a person).
ALTER TABLE denial ADD COLUMN status TEXT NOT NULL DEFAULT 'new'; -- new, working, waiting, done
ALTER TABLE denial ADD COLUMN owner TEXT NOT NULL DEFAULT '';
ALTER TABLE denial ADD COLUMN plan TEXT NOT NULL DEFAULT '';      -- the action a person chose; '': as advised
ALTER TABLE denial ADD COLUMN follow_up INTEGER;                  -- the day to look at it again
ALTER TABLE denial ADD COLUMN outcome TEXT NOT NULL DEFAULT '';   -- of one that is done
ALTER TABLE denial ADD COLUMN note INTEGER;                       -- the newest row of patient_note
ALTER TABLE denial ADD COLUMN version INTEGER NOT NULL DEFAULT 1; -- counts its changes
ALTER TABLE denial ADD COLUMN expected INTEGER;                   -- underpaid: what the fee schedule allows
ALTER TABLE denial ADD COLUMN caught TEXT NOT NULL DEFAULT '?';   -- would our edits catch it now: the finding
                                                                  -- that does, '-': none, '?': not tried yet
ALTER TABLE denial ADD COLUMN payer TEXT NOT NULL DEFAULT '';     -- its claim's
UPDATE denial SET payer = (SELECT s.payer FROM submission s WHERE s.id = denial.submission);

-- Queues choose and sort by these columns alone, before anything is joined.
DROP INDEX denial_open;
CREATE INDEX denial_open ON denial (practice, id, status, owner, payer, category, action, plan, follow_up, due,
    appeal_by, amount, kind, guards, found_at) WHERE state = 'open';
CREATE INDEX denial_untried ON denial (practice, id) WHERE caught = '?';

-- Notes are free text: they may name the patient.
CREATE TABLE patient_note (
    id INTEGER PRIMARY KEY,
    practice INTEGER NOT NULL REFERENCES practice,
    denial INTEGER NOT NULL REFERENCES denial,
    text TEXT NOT NULL
) STRICT;
CREATE INDEX patient_note_denial ON patient_note (denial);

-- What was changed on the worklist, by whom: never changed afterwards. A note's text is in patient_note.
CREATE TABLE work_log (
    id INTEGER PRIMARY KEY,
    practice INTEGER NOT NULL REFERENCES practice,
    denial INTEGER NOT NULL REFERENCES denial,
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    field TEXT NOT NULL,           -- owner, status, action, follow-up, note, outcome
    before TEXT NOT NULL,
    after TEXT NOT NULL,
    note INTEGER REFERENCES patient_note
) STRICT;
CREATE INDEX work_log_denial ON work_log (denial);

-- Filters that an office gave a name.
CREATE TABLE work_queue (
    practice INTEGER NOT NULL REFERENCES practice,
    name TEXT NOT NULL,
    filter TEXT NOT NULL,          -- as `denials` takes it: 'payer=60054 category=CODING'
    PRIMARY KEY (practice, name)
) STRICT, WITHOUT ROWID;
