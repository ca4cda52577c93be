-- as_of practice
-- Age of open lines since the payment that denied them, by payer: payer, 0-30, 31-60, 61-90, over 90, all, lines.
SELECT COALESCE(NULLIF(MAX(o.payer_name), ''), d.payer),
       SUM(CASE WHEN $1 - d.paid_on <= 30 THEN d.amount ELSE 0 END),
       SUM(CASE WHEN $1 - d.paid_on BETWEEN 31 AND 60 THEN d.amount ELSE 0 END),
       SUM(CASE WHEN $1 - d.paid_on BETWEEN 61 AND 90 THEN d.amount ELSE 0 END),
       SUM(CASE WHEN d.paid_on = -1 OR $1 - d.paid_on > 90 THEN d.amount ELSE 0 END), SUM(d.amount), SUM(d.lines)
FROM denial_sum d JOIN denial x ON x.id = d.newest JOIN submission o ON o.id = x.submission
WHERE d.practice = $2 GROUP BY d.payer ORDER BY 6 DESC, 1
