-- The worklist without walking it: what is open, counted and summed by all that queues choose by, and an index that
-- leads to the largest amounts of a day. Types as in 0001_core.sql.

-- A step above the amount, in cents: what is looked for by amount is looked for step by step.
ALTER TABLE denial ADD COLUMN size INTEGER NOT NULL GENERATED ALWAYS AS (
    CASE WHEN amount < 2500 THEN 2500 WHEN amount < 5000 THEN 5000 WHEN amount < 7500 THEN 7500 WHEN
    amount < 10000 THEN 10000 WHEN amount < 15000 THEN 15000 WHEN amount < 20000 THEN 20000 WHEN amount
    < 30000 THEN 30000 WHEN amount < 40000 THEN 40000 WHEN amount < 60000 THEN 60000 WHEN amount < 80000
    THEN 80000 WHEN amount < 120000 THEN 120000 WHEN amount < 160000 THEN 160000 WHEN amount < 240000
    THEN 240000 WHEN amount < 320000 THEN 320000 WHEN amount < 640000 THEN 640000 WHEN amount < 1280000
    THEN 1280000 ELSE 9007199254740991 END) VIRTUAL;

-- The payment date of the remittance that denied it.
ALTER TABLE denial ADD COLUMN paid_on INTEGER;
UPDATE denial SET paid_on = (SELECT r.paid_on FROM payment p JOIN remit r ON r.id = p.remit WHERE p.id = denial.payment);

-- All that a queue chooses and sorts by, days and steps apart.
DROP INDEX denial_open;
CREATE INDEX denial_open ON denial (practice, due, size, id, status, owner, payer, category, action, plan, follow_up,
    appeal_by, amount, kind, guards, found_at, state) WHERE state = 'open';

-- Open denials of a kind: how many, how much. Triggers keep it, whoever changes a denial; `doctor` counts again.
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
