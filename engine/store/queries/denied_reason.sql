-- practice since as_of
-- Denied lines by payment date and reason: group, CARC, RARC, lines, amount, of them open now.
SELECT d.group_code, d.carc, d.rarc, COUNT(*), SUM(d.amount), COALESCE(SUM(CASE WHEN d.state = 'open' THEN d.amount END), 0)
FROM remit r JOIN payment p ON p.remit = r.id JOIN denial d ON d.payment = p.id
WHERE r.practice = $1 AND r.state = 'posted' AND r.paid_on >= $2 AND r.paid_on <= $3 AND d.state <> 'reversed'
  AND d.kind <> 'underpaid'
GROUP BY 1, 2, 3 ORDER BY 5 DESC, 1, 2
