-- practice from to from_id
-- Reasons that a payer gave for the first time ever since the first day: group, CARC, RARC, payer, lines, amount.
WITH known AS (
    SELECT DISTINCT payer, group_code, carc, rarc FROM denial WHERE practice = $1 AND found_at < $2
)
SELECT d.group_code, d.carc, d.rarc, o.payer_name, d.lines, d.amount
FROM (SELECT payer, group_code, carc, rarc, COUNT(*) AS lines, SUM(amount) AS amount, MAX(submission) AS newest
      FROM denial WHERE +practice = $1 AND found_at >= $2 AND found_at < $3 AND id >= $4
        AND payer IN (SELECT payer FROM known) GROUP BY 1, 2, 3, 4) d
JOIN submission o ON o.id = d.newest
WHERE NOT EXISTS (SELECT 1 FROM known k WHERE k.payer = d.payer AND k.carc = d.carc AND k.rarc = d.rarc
                  AND k.group_code = d.group_code)
ORDER BY 6 DESC, 4, 1, 2, 3
