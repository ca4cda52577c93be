-- What posting asks and changes for every claim payment, in as few steps as can be.

-- Claims that share an account number, or a patient's, are told apart by charge and first day.
DROP INDEX submission_account;
CREATE INDEX submission_account ON submission (practice, account_key, charge, first_service);
DROP INDEX submission_member;
DROP INDEX submission_patient;
DROP INDEX submission_person;
CREATE INDEX submission_member ON submission (member_key, charge, first_service) WHERE member_key IS NOT NULL;
CREATE INDEX submission_patient ON submission (patient_key, charge, first_service) WHERE patient_key IS NOT NULL;
CREATE INDEX submission_person ON submission (person_key, charge, first_service) WHERE person_key IS NOT NULL;

-- Claims that no payer has decided. Each word by itself: a list of more than two makes SQLite build a table for
-- every claim that moves.
DROP INDEX submission_undecided;
CREATE INDEX submission_undecided ON submission (practice, id) WHERE state = 'received' OR state = 'held'
    OR state = 'ready' OR state = 'batched' OR state = 'sent' OR state = 'in_doubt' OR state = 'accepted'
    OR state = 'rejected' OR state = 'pended';
