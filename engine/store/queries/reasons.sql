-- practice
-- Open lines by reason and payer: group, CARC, RARC, payer, lines, at stake.
SELECT d.group_code, d.carc, d.rarc, COALESCE(NULLIF(o.payer_name, ''), d.payer), d.lines, d.amount
FROM (SELECT group_code, carc, rarc, payer, COUNT(*) AS lines, SUM(amount) AS amount, MAX(submission) AS newest
      FROM denial WHERE practice = $1 AND state = 'open' GROUP BY 1, 2, 3, 4) d
JOIN submission o ON o.id = d.newest
ORDER BY 6 DESC, 5 DESC, 1, 2, 3, 4
