-- practice
-- Open lines by reason and payer: group, CARC, RARC, payer, lines, at stake.
SELECT d.group_code, d.carc, d.rarc, COALESCE(NULLIF(MAX(o.payer_name), ''), d.payer), COUNT(*), SUM(d.amount)
FROM denial d JOIN submission o ON o.id = d.submission
WHERE d.practice = $1 AND d.state = 'open'
GROUP BY d.group_code, d.carc, d.rarc, d.payer ORDER BY 6 DESC, 5 DESC, 1, 2, 3, 4
