-- practice since as_of
-- Days from the last service to the payment, by payment date: days, claim payments.
SELECT r.paid_on - p.last_service AS days, COUNT(*)
FROM remit r JOIN payment p ON p.remit = r.id
WHERE r.practice = $1 AND r.state = 'posted' AND r.paid_on >= $2 AND r.paid_on <= $3 AND p.state = 'posted'
  AND p.kind <> 'reversal' AND p.last_service IS NOT NULL
GROUP BY days ORDER BY days
