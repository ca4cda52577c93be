-- as_of practice
-- Denied lines by reason, paid in the last 7 days against the mean week of the 28 days before: group, CARC, RARC (none),
-- lines, amount, mean lines in tenths, mean amount, change in thousandths, flag.
WITH d AS (
    SELECT d.group_code AS g, d.carc AS c, d.amount AS amount, $1 - r.paid_on AS age
    FROM remit r JOIN payment p ON p.remit = r.id JOIN denial d ON d.payment = p.id
    WHERE r.practice = $2 AND r.state = 'posted' AND r.paid_on > $1 - 35 AND r.paid_on <= $1
      AND d.kind <> 'underpaid'
), week AS (
    SELECT g, c, COUNT(CASE WHEN age < 7 THEN 1 END) AS n, COALESCE(SUM(CASE WHEN age < 7 THEN amount END), 0) AS now,
           COUNT(CASE WHEN age >= 7 THEN 1 END) AS n_before,
           COALESCE(SUM(CASE WHEN age >= 7 THEN amount END), 0) AS before
    FROM d GROUP BY g, c
)
SELECT g, c, '', n, now, n_before * 10 / 4, before / 4,
       CASE WHEN before > 0 THEN (now * 4 - before) * 1000 / before END,
       CASE WHEN now > 0 AND before = 0 THEN '★ not in the 4 weeks before'
            WHEN now * 4 >= before * 5 / 4 AND now > 0 THEN '▲ up by a quarter or more'
            WHEN now * 4 < before * 3 / 4 THEN '✓ down by a quarter or more' ELSE 'as before' END
FROM week WHERE n > 0 ORDER BY now DESC, n DESC, g, c
LIMIT 10
