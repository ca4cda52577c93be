-- practice as_of
-- Deposits of health claims without a remittance, remittances without a deposit (as in bank_exceptions.sql): how many and
-- how much of each; the last day that a statement covers.
SELECT (SELECT COUNT(*) FROM bank_deposit d WHERE d.practice = $1 AND d.remit IS NULL AND d.payer <> '' AND d.found_by = ''
            AND d.amount > 0 AND d.day <= $2 AND d.day > $2 - 180),
       (SELECT COALESCE(SUM(d.amount), 0) FROM bank_deposit d WHERE d.practice = $1 AND d.remit IS NULL AND d.payer <> ''
            AND d.found_by = '' AND d.amount > 0 AND d.day <= $2 AND d.day > $2 - 180),
       COUNT(*), COALESCE(SUM(r.amount), 0),
       (SELECT MAX(last_day) FROM bank_statement s WHERE s.practice = $1)
FROM remit r
WHERE r.practice = $1 AND r.state IN ('posted', 'refused') AND r.amount > 0 AND r.paid_on <= $2 AND r.paid_on > $2 - 180
  AND NOT EXISTS (SELECT 1 FROM bank_deposit d WHERE d.remit = r.id)
  AND EXISTS (SELECT 1 FROM bank_statement s WHERE s.practice = $1 AND s.first_day <= r.paid_on AND s.last_day >= r.paid_on)
  AND EXISTS (SELECT 1 FROM bank_statement s WHERE s.practice = $1 AND s.last_day >= r.paid_on
                  + CASE WHEN r.method = 'CHK' THEN 30 ELSE 5 END)
