-- practice since as_of
-- Decided lines by payment date: payer id, procedure, lines.
SELECT o.payer, COALESCE(NULLIF(l.submitted, ''), l.procedure), COUNT(*)
FROM remit r JOIN payment p ON p.remit = r.id JOIN payment_line l ON l.payment = p.id
JOIN submission o ON o.id = p.submission
WHERE r.practice = $1 AND r.state = 'posted' AND r.paid_on >= $2 AND r.paid_on <= $3 AND p.state = 'posted'
  AND p.kind <> 'reversal' AND l.ordinal > 0
GROUP BY 1, 2
