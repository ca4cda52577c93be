-- practice from to
-- Reasons that a payer gave for the first time ever since the first day: group, CARC, RARC, payer, lines, amount.
SELECT d.group_code, d.carc, d.rarc, MAX(o.payer_name), COUNT(*), SUM(d.amount)
FROM denial d JOIN submission o ON o.id = d.submission
WHERE d.practice = $1 AND d.found_at >= $2 AND d.found_at < $3
GROUP BY d.payer, d.group_code, d.carc, d.rarc
HAVING NOT EXISTS (SELECT 1 FROM denial x WHERE x.practice = $1 AND x.payer = d.payer AND x.carc = d.carc
                   AND x.rarc = d.rarc AND x.group_code = d.group_code AND x.found_at < $2)
   AND EXISTS (SELECT 1 FROM denial x WHERE x.practice = $1 AND x.payer = d.payer AND x.found_at < $2)
ORDER BY 6 DESC, 4, 1, 2, 3
