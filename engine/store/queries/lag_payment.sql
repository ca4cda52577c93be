-- practice since as_of
-- Days from the last service to the payment, by payment date, for each payer and billing provider: payer id, payer, NPI;
-- days, claim payments.
SELECT s.payer, MAX(s.payer_name), s.provider, r.paid_on - p.last_service AS days, COUNT(*)
FROM remit r JOIN payment p ON p.remit = r.id JOIN submission s ON s.id = p.submission
WHERE r.practice = $1 AND r.state = 'posted' AND r.paid_on >= $2 AND r.paid_on <= $3 AND p.state = 'posted'
  AND p.kind <> 'reversal' AND p.last_service IS NOT NULL
GROUP BY 1, 3, 4 ORDER BY 1, 3, 4
