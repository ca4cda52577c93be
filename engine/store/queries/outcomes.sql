-- practice from to
-- What became of denials that left the list in the period: outcome, lines, at stake.
SELECT CASE WHEN d.state = 'resolved' THEN COALESCE(NULLIF(d.outcome, ''), 'other') ELSE d.state END AS what,
       COUNT(*), SUM(d.amount), COUNT(DISTINCT d.submission)
FROM denial d
WHERE d.practice = $1 AND d.state = 'resolved' AND EXISTS (
    SELECT 1 FROM work_log l WHERE l.denial = d.id AND l.field = 'outcome' AND l.at >= $2 AND l.at < $3)
GROUP BY what
UNION ALL
SELECT CASE WHEN q.denied < p.denied THEN 'paid_later' ELSE 'decided_again' END, COUNT(DISTINCT d.id), SUM(d.amount),
       COUNT(DISTINCT d.submission)
FROM remit r JOIN payment q ON q.remit = r.id JOIN denial d ON d.submission = q.submission
JOIN payment p ON p.id = d.payment
WHERE r.practice = $1 AND r.state = 'posted' AND r.posted_at >= $2 AND r.posted_at < $3 AND q.state = 'posted'
  AND d.state IN ('superseded', 'reversed') AND q.id > d.payment AND q.kind <> 'reversal'
GROUP BY q.denied < p.denied
ORDER BY 3 DESC, 1
