-- as_of practice
-- Claim payments by payer, of the last 28 days and of the 84 days before them: payer, payments, with a denied line, payments
-- before, with a denied line.
SELECT MAX(r.payer_name), COUNT(CASE WHEN r.paid_on > $1 - 28 THEN 1 END),
       COUNT(CASE WHEN r.paid_on > $1 - 28 AND p.denied > 0 THEN 1 END), COUNT(CASE WHEN r.paid_on <= $1 - 28 THEN 1 END),
       COUNT(CASE WHEN r.paid_on <= $1 - 28 AND p.denied > 0 THEN 1 END)
FROM remit r JOIN payment p ON p.remit = r.id
WHERE r.practice = $2 AND r.state = 'posted' AND r.paid_on > $1 - 112 AND r.paid_on <= $1 AND p.state = 'posted'
  AND p.kind <> 'reversal'
GROUP BY r.payer ORDER BY 1
