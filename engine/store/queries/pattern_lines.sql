-- practice since as_of
-- Denied lines by payment date with their claims' texts: payer id, payer, procedure, line, group, CARC, RARC, amount,
-- paid on, type, delimiters, text.
SELECT o.payer, o.payer_name, COALESCE(NULLIF(l.submitted, ''), l.procedure), l.line, d.group_code, d.carc, d.rarc, d.amount,
       r.paid_on, o.type, c.delimiters, c.text
FROM remit r JOIN payment p ON p.remit = r.id JOIN denial d ON d.payment = p.id
JOIN payment_line l ON l.payment = d.payment AND l.ordinal = d.ordinal
JOIN submission o ON o.id = d.submission JOIN patient_claim c ON c.submission = o.id
WHERE r.practice = $1 AND r.state = 'posted' AND r.paid_on >= $2 AND r.paid_on <= $3 AND d.state <> 'reversed'
  AND d.kind <> 'underpaid' AND d.ordinal > 0
