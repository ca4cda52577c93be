-- A claim's own row says its state and what it is found by; a table of their own is for what waits to be sent.

DROP VIEW submission_now;

-- Its own state. One that is ready and stands in a batch shares the state of its set or batch, until an
-- answer about the claim itself moves it alone.
ALTER TABLE submission ADD COLUMN state TEXT NOT NULL DEFAULT 'received';
UPDATE submission SET state = CASE WHEN c.state = 'batch' THEN 'ready' ELSE c.state END
    FROM claim_state c WHERE c.submission = submission.id;

-- Keyed hashes (keys.h): of the subscriber's member id, of the patient's where it is another, of the
-- patient's name. A hash is wide enough to be told from another practice's.
ALTER TABLE submission ADD COLUMN member_key INTEGER;
ALTER TABLE submission ADD COLUMN patient_key INTEGER;
ALTER TABLE submission ADD COLUMN person_key INTEGER;
UPDATE submission SET member_key = k.key FROM match_key k
    WHERE k.submission = submission.id AND k.kind = 'M';
UPDATE submission SET patient_key = k.key FROM match_key k
    WHERE k.submission = submission.id AND k.kind = 'M' AND k.key <> submission.member_key;
UPDATE submission SET person_key = k.key FROM match_key k
    WHERE k.submission = submission.id AND k.kind = 'N';
CREATE INDEX submission_member ON submission (member_key) WHERE member_key IS NOT NULL;
CREATE INDEX submission_patient ON submission (patient_key) WHERE patient_key IS NOT NULL;
CREATE INDEX submission_person ON submission (person_key) WHERE person_key IS NOT NULL;

-- A file's claims lie together: their ids follow the file's.
DROP INDEX submission_file;

-- The claims that wait for a batch, with what their place in it depends on: hashes of the text of the loops
-- above them without HL (patient_loop 0: it has none). Another version of the program may hash otherwise: the
-- writer of a batch compares the texts.
CREATE TABLE ready_claim (
    submission INTEGER PRIMARY KEY REFERENCES submission,
    practice INTEGER NOT NULL,
    provider_loop INTEGER NOT NULL,
    subscriber_loop INTEGER NOT NULL,
    patient_loop INTEGER NOT NULL,
    delimiters BLOB NOT NULL       -- as in patient_claim
) STRICT;
INSERT INTO ready_claim (submission, practice, provider_loop, subscriber_loop, patient_loop, delimiters)
    SELECT c.submission, c.practice, 1, c.submission, CASE WHEN p.patient_bytes > 0 THEN c.submission ELSE 0 END,
           p.delimiters
    FROM claim_state c JOIN patient_claim p ON p.submission = c.submission WHERE c.state = 'ready';

DROP TABLE claim_state;
DROP TABLE match_key;

-- Every submission with the state it is in now, and where it stands in its batch.
CREATE VIEW submission_now AS
SELECT s.*, m.batch_set AS batch_set, m.first_segment AS first_segment, m.last_segment AS last_segment,
       t.batch AS batch,
       CASE WHEN s.state = 'ready' AND t.id IS NOT NULL THEN COALESCE(t.state, b.state) ELSE s.state END
           AS state_now
FROM submission s
LEFT JOIN batch_claim m ON m.submission = s.id
LEFT JOIN batch_set t ON t.id = m.batch_set
LEFT JOIN batch b ON b.id = t.batch;
