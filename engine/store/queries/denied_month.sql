-- as_of practice
-- The last twelve months of 30 days by payment date, the oldest first: last day, lines, denied, charge decided, denied of
-- it in thousandths.
WITH RECURSIVE month (n) AS (SELECT 11 UNION ALL SELECT n - 1 FROM month WHERE n > 0),
p AS (
    SELECT ($1 - r.paid_on) / 30 AS month, SUM(y.charge) AS charge, SUM(y.denied) AS denied,
           COUNT(CASE WHEN y.denied > 0 THEN 1 END) AS n
    FROM remit r JOIN payment y ON y.remit = r.id
    WHERE r.practice = $2 AND r.state = 'posted' AND r.paid_on > $1 - 360 AND r.paid_on <= $1 AND y.state = 'posted'
    GROUP BY 1
)
SELECT $1 - 30 * month.n, COALESCE(p.n, 0), COALESCE(p.denied, 0), COALESCE(p.charge, 0),
       p.denied * 1000 / NULLIF(p.charge, 0)
FROM month LEFT JOIN p ON p.month = month.n ORDER BY month.n DESC
