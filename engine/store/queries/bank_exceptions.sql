-- practice as_of
-- What does not agree between bank and remittances: kind (1 deposit without a remittance, 2 remittance without a deposit,
-- 3 other amount, 4 taken at the bank), payer, day, at the bank, announced, trace, days since, deposit, its text, method,
-- state of the remittance. A remittance counts as unpaid when statements cover its day and the days it may take after it
-- (5, for a cheque 30).
SELECT CASE WHEN d.amount < 0 THEN 4 ELSE 1 END AS kind,
       COALESCE((SELECT MAX(r.payer_name) FROM remit r WHERE r.practice = $1 AND r.payer = d.payer), '') AS payer,
       d.day AS day, d.amount AS bank, NULL AS announced, NULL AS trace, $2 - d.day AS days, d.id AS deposit,
       t.text AS text, NULL AS method, NULL AS state
FROM bank_deposit d JOIN patient_deposit t ON t.deposit = d.id
WHERE d.practice = $1 AND d.remit IS NULL AND d.payer <> '' AND d.found_by = '' AND d.day <= $2 AND d.day > $2 - 180
UNION ALL
SELECT 2, r.payer_name, r.paid_on, NULL, r.amount, r.trace, $2 - r.paid_on, NULL, NULL, r.method, r.state
FROM remit r
WHERE r.practice = $1 AND r.state IN ('posted', 'refused') AND r.amount > 0 AND r.paid_on <= $2 AND r.paid_on > $2 - 180
  AND NOT EXISTS (SELECT 1 FROM bank_deposit d WHERE d.remit = r.id)
  AND EXISTS (SELECT 1 FROM bank_statement s WHERE s.practice = $1 AND s.first_day <= r.paid_on AND s.last_day >= r.paid_on)
  AND EXISTS (SELECT 1 FROM bank_statement s WHERE s.practice = $1 AND s.last_day >= r.paid_on
                  + CASE WHEN r.method = 'CHK' THEN 30 ELSE 5 END)
UNION ALL
SELECT 3, r.payer_name, d.day, d.amount, r.amount, r.trace, $2 - d.day, d.id, t.text, r.method, r.state
FROM bank_deposit d JOIN remit r ON r.id = d.remit JOIN patient_deposit t ON t.deposit = d.id
WHERE d.practice = $1 AND d.amount <> r.amount AND d.found_by <> 'person' AND d.day <= $2 AND d.day > $2 - 180
ORDER BY 1, 3, 8, 6
