-- practice since as_of
-- Denied lines by payment date and procedure, lines, amount, of them open now.
SELECT COALESCE(NULLIF(l.submitted, ''), l.procedure), COUNT(*), SUM(d.amount), COALESCE(SUM(CASE WHEN d.state = 'open' THEN d.amount END), 0)
FROM remit r JOIN payment p ON p.remit = r.id JOIN denial d ON d.payment = p.id
JOIN payment_line l ON l.payment = d.payment AND l.ordinal = d.ordinal
WHERE r.practice = $1 AND r.state = 'posted' AND r.paid_on >= $2 AND r.paid_on <= $3 AND d.state <> 'reversed'
  AND d.kind <> 'underpaid'
GROUP BY 1 ORDER BY 3 DESC, 1, 2
