-- practice
-- Open lines by reason and payer: group, CARC, RARC, payer, lines, at stake.
SELECT d.group_code, d.carc, d.rarc, COALESCE(NULLIF(MAX(o.payer_name), ''), d.payer), SUM(d.lines), SUM(d.amount)
FROM denial_sum d JOIN denial x ON x.id = d.newest JOIN submission o ON o.id = x.submission
WHERE d.practice = $1
GROUP BY d.group_code, d.carc, d.rarc, d.payer ORDER BY 6 DESC, 5 DESC, 1, 2, 3, 4
