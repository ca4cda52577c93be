-- The nightly report without a look at all rows. Types as in 0001_core.sql.

-- What remittances come to is read off the index of their payments.
DROP INDEX payment_remit;
CREATE INDEX payment_remit ON payment (remit, ordinal, state, kind, paid, charge, denied);

-- Claims that no payer has decided; each word by itself, as in 0014_posting.sql.
DROP INDEX submission_undecided;
CREATE INDEX submission_undecided ON submission (practice, id) WHERE state = 'received' OR state = 'held'
    OR state = 'ready' OR state = 'batched' OR state = 'sent' OR state = 'in_doubt' OR state = 'accepted'
    OR state = 'rejected' OR state = 'pended';

-- The sums of open denials know their reasons too.
DROP TRIGGER denial_sum_add;
DROP TRIGGER denial_sum_enter;
DROP TRIGGER denial_sum_leave;
DROP TRIGGER denial_sum_gone;
DROP TABLE denial_sum;
CREATE TABLE denial_sum (
    practice INTEGER NOT NULL REFERENCES practice,
    due INTEGER NOT NULL,          -- 99999999: none
    size INTEGER NOT NULL,
    category TEXT NOT NULL,
    group_code TEXT NOT NULL,
    carc TEXT NOT NULL,
    rarc TEXT NOT NULL,
    action TEXT NOT NULL,
    plan TEXT NOT NULL,
    kind TEXT NOT NULL,
    status TEXT NOT NULL,
    owner TEXT NOT NULL,
    payer TEXT NOT NULL,
    follow_up INTEGER NOT NULL,    -- 0: none
    paid_on INTEGER NOT NULL,      -- -1: not told
    newest INTEGER NOT NULL,       -- of denial: the one that came in last
    lines INTEGER NOT NULL,
    amount INTEGER NOT NULL,
    PRIMARY KEY (practice, due, size, category, group_code, carc, rarc, action, plan, kind, status,
        owner, payer, follow_up, paid_on)
) STRICT, WITHOUT ROWID;

INSERT INTO denial_sum (practice, due, size, category, group_code, carc, rarc, action, plan, kind, status,
        owner, payer, follow_up, paid_on, newest, lines, amount)
    SELECT d.practice, COALESCE(d.due, 99999999), d.size, d.category, d.group_code, d.carc, d.rarc, d.action,
        d.plan, d.kind, d.status, d.owner, d.payer, COALESCE(d.follow_up, 0), COALESCE(d.paid_on, -1),
        MAX(d.id), COUNT(*), SUM(d.amount)
    FROM denial d WHERE d.state = 'open' GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15;

CREATE TRIGGER denial_sum_add AFTER INSERT ON denial WHEN NEW.state = 'open' BEGIN
    INSERT INTO denial_sum (practice, due, size, category, group_code, carc, rarc, action, plan, kind, status,
        owner, payer, follow_up, paid_on, newest, lines, amount)
        VALUES (NEW.practice, COALESCE(NEW.due, 99999999), NEW.size, NEW.category, NEW.group_code, NEW.carc,
        NEW.rarc, NEW.action,
        NEW.plan, NEW.kind, NEW.status, NEW.owner, NEW.payer, COALESCE(NEW.follow_up, 0), COALESCE(NEW.paid_on, -1),
        NEW.id, 1, NEW.amount)
        ON CONFLICT (practice, due, size, category, group_code, carc, rarc, action, plan, kind, status,
        owner, payer, follow_up, paid_on)
        DO UPDATE SET lines = lines + 1, amount = amount + excluded.amount, newest = excluded.newest;
END;

CREATE TRIGGER denial_sum_enter AFTER UPDATE OF practice, state, due, amount, category, group_code, carc, rarc, action,
    plan, kind, status, owner, payer, follow_up, paid_on ON denial WHEN NEW.state = 'open' BEGIN
    INSERT INTO denial_sum (practice, due, size, category, group_code, carc, rarc, action, plan, kind, status,
        owner, payer, follow_up, paid_on, newest, lines, amount)
        VALUES (NEW.practice, COALESCE(NEW.due, 99999999), NEW.size, NEW.category, NEW.group_code, NEW.carc,
        NEW.rarc, NEW.action,
        NEW.plan, NEW.kind, NEW.status, NEW.owner, NEW.payer, COALESCE(NEW.follow_up, 0), COALESCE(NEW.paid_on, -1),
        NEW.id, 1, NEW.amount)
        ON CONFLICT (practice, due, size, category, group_code, carc, rarc, action, plan, kind, status,
        owner, payer, follow_up, paid_on)
        DO UPDATE SET lines = lines + 1, amount = amount + excluded.amount, newest = excluded.newest;
END;

CREATE TRIGGER denial_sum_leave AFTER UPDATE OF practice, state, due, amount, category, group_code, carc, rarc, action,
    plan, kind, status, owner, payer, follow_up, paid_on ON denial WHEN OLD.state = 'open' BEGIN
    UPDATE denial_sum SET lines = lines - 1, amount = amount - OLD.amount
        WHERE practice = OLD.practice AND due = COALESCE(OLD.due, 99999999) AND size = OLD.size
        AND category = OLD.category
        AND group_code = OLD.group_code AND carc = OLD.carc AND rarc = OLD.rarc
        AND action = OLD.action AND plan = OLD.plan AND kind = OLD.kind AND status = OLD.status AND owner = OLD.owner
        AND payer = OLD.payer AND follow_up = COALESCE(OLD.follow_up, 0)
        AND paid_on = COALESCE(OLD.paid_on, -1);
    DELETE FROM denial_sum
        WHERE practice = OLD.practice AND due = COALESCE(OLD.due, 99999999) AND size = OLD.size
        AND category = OLD.category
        AND group_code = OLD.group_code AND carc = OLD.carc AND rarc = OLD.rarc
        AND action = OLD.action AND plan = OLD.plan AND kind = OLD.kind AND status = OLD.status AND owner = OLD.owner
        AND payer = OLD.payer AND follow_up = COALESCE(OLD.follow_up, 0)
        AND paid_on = COALESCE(OLD.paid_on, -1) AND lines = 0;
END;

CREATE TRIGGER denial_sum_gone AFTER DELETE ON denial WHEN OLD.state = 'open' BEGIN
    UPDATE denial_sum SET lines = lines - 1, amount = amount - OLD.amount
        WHERE practice = OLD.practice AND due = COALESCE(OLD.due, 99999999) AND size = OLD.size
        AND category = OLD.category
        AND group_code = OLD.group_code AND carc = OLD.carc AND rarc = OLD.rarc
        AND action = OLD.action AND plan = OLD.plan AND kind = OLD.kind AND status = OLD.status AND owner = OLD.owner
        AND payer = OLD.payer AND follow_up = COALESCE(OLD.follow_up, 0)
        AND paid_on = COALESCE(OLD.paid_on, -1);
    DELETE FROM denial_sum
        WHERE practice = OLD.practice AND due = COALESCE(OLD.due, 99999999) AND size = OLD.size
        AND category = OLD.category
        AND group_code = OLD.group_code AND carc = OLD.carc AND rarc = OLD.rarc
        AND action = OLD.action AND plan = OLD.plan AND kind = OLD.kind AND status = OLD.status AND owner = OLD.owner
        AND payer = OLD.payer AND follow_up = COALESCE(OLD.follow_up, 0)
        AND paid_on = COALESCE(OLD.paid_on, -1) AND lines = 0;
END;
