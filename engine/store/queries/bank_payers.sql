-- practice as_of since
-- What each payer announced by remittances since the first day, or in the 30 days before, and what of it the bank has:
-- payer, remittances, announced, found at the bank, at the bank, difference, still to come, missing (the statements cover
-- the day on which it should have been there).
WITH r AS (
    SELECT m.payer AS payer, m.payer_name AS name, m.amount AS amount, d.id AS deposit, d.amount AS bank,
           CASE WHEN d.id IS NULL AND EXISTS (SELECT 1 FROM bank_statement s WHERE s.practice = $1
                AND s.first_day <= m.paid_on AND s.last_day >= m.paid_on) AND EXISTS (SELECT 1 FROM bank_statement s
                WHERE s.practice = $1 AND s.last_day >= m.paid_on + CASE WHEN m.method = 'CHK' THEN 30 ELSE 5 END)
           THEN 1 ELSE 0 END AS missing
    FROM remit m LEFT JOIN bank_deposit d ON d.remit = m.id
    WHERE m.practice = $1 AND m.state IN ('posted', 'refused') AND m.amount > 0 AND m.paid_on <= $2
      AND m.paid_on >= CASE WHEN $3 < $2 - 30 THEN $3 ELSE $2 - 30 END
)
SELECT name, COUNT(*), SUM(amount), COUNT(deposit), COALESCE(SUM(bank), 0),
       COALESCE(SUM(bank - amount), 0), COALESCE(SUM(CASE WHEN deposit IS NULL AND missing = 0 THEN amount END), 0),
       COALESCE(SUM(CASE WHEN missing = 1 THEN amount END), 0)
FROM r GROUP BY payer, name ORDER BY 3 DESC, 1
