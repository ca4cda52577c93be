-- to practice
-- The last twelve weeks by the day of the batch, the oldest first: last day, batches, claims, charge.
WITH RECURSIVE week (n) AS (SELECT 11 UNION ALL SELECT n - 1 FROM week WHERE n > 0),
b AS (
    SELECT ($1 - 1 - made_at) / 604800000 AS week, COUNT(*) AS n, SUM(claims) AS claims, SUM(charge) AS charge
    FROM batch WHERE practice = $2 AND made_at >= $1 - 12 * 604800000 AND made_at < $1 GROUP BY 1
)
SELECT ($1 - 1 - 604800000 * week.n) / 86400000, COALESCE(b.n, 0), COALESCE(b.claims, 0), COALESCE(b.charge, 0)
FROM week LEFT JOIN b ON b.week = week.n ORDER BY week.n DESC
