-- as_of practice since
-- Payers by payment date: payer, claim payments, charge, paid, patient share, contractual, denied, the rest, denied of the charge
-- in thousandths, payments with a denial in thousandths, the same over the last 28 days, mean days from service to
-- payment in tenths.
SELECT r.payer_name, COUNT(*), SUM(p.charge), SUM(p.paid), SUM(p.patient), SUM(p.contractual), SUM(p.denied),
       SUM(p.charge - p.paid - p.patient - p.contractual - p.denied),
       SUM(p.denied) * 1000 / NULLIF(SUM(p.charge), 0), COUNT(CASE WHEN p.denied > 0 THEN 1 END) * 1000 / COUNT(*),
       COUNT(CASE WHEN p.denied > 0 AND r.paid_on > $1 - 28 THEN 1 END) * 1000
           / NULLIF(COUNT(CASE WHEN r.paid_on > $1 - 28 THEN 1 END), 0),
       SUM(r.paid_on - p.last_service) * 10 / NULLIF(COUNT(p.last_service), 0)
FROM remit r JOIN payment p ON p.remit = r.id
WHERE r.practice = $2 AND r.state = 'posted' AND r.paid_on >= $3 AND r.paid_on <= $1 AND p.state = 'posted'
  AND p.kind <> 'reversal'
GROUP BY r.payer, r.payer_name ORDER BY 3 DESC, 1
