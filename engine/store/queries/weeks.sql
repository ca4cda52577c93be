-- as_of practice
-- The last twelve weeks by payment date, the oldest first: last day, claim payments, charge, paid, patient share,
-- contractual, denied, denied of the charge in thousandths.
WITH RECURSIVE week (n) AS (SELECT 11 UNION ALL SELECT n - 1 FROM week WHERE n > 0),
p AS (
    SELECT ($1 - r.paid_on) / 7 AS week, COUNT(*) AS n, SUM(y.charge) AS charge, SUM(y.paid) AS paid,
           SUM(y.patient) AS patient, SUM(y.contractual) AS contractual, SUM(y.denied) AS denied
    FROM remit r JOIN payment y ON y.remit = r.id
    WHERE r.practice = $2 AND r.state = 'posted' AND r.paid_on > $1 - 84 AND r.paid_on <= $1 AND y.state = 'posted'
    GROUP BY 1
)
SELECT $1 - 7 * week.n, COALESCE(p.n, 0), COALESCE(p.charge, 0), COALESCE(p.paid, 0), COALESCE(p.patient, 0),
       COALESCE(p.contractual, 0), COALESCE(p.denied, 0), p.denied * 1000 / NULLIF(p.charge, 0)
FROM week LEFT JOIN p ON p.week = week.n ORDER BY week.n DESC
