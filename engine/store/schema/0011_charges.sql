-- A claim that is looked for by its patient is looked for with its charge: a common name leads to few rows then.

DROP INDEX submission_member;
DROP INDEX submission_patient;
DROP INDEX submission_person;
CREATE INDEX submission_member ON submission (member_key, charge) WHERE member_key IS NOT NULL;
CREATE INDEX submission_patient ON submission (patient_key, charge) WHERE patient_key IS NOT NULL;
CREATE INDEX submission_person ON submission (person_key, charge) WHERE person_key IS NOT NULL;
