-- practice since as_of
-- By payment date, lines that a fee schedule prices, of payments that stand, for each payer and billing provider: payer
-- id, payer, NPI; allowed; expected; payments.
SELECT o.payer, MAX(o.payer_name), o.provider, SUM(f.allowed), SUM(f.expected), COUNT(*)
FROM remit r JOIN payment p ON p.remit = r.id JOIN payment_fee f ON f.payment = p.id
JOIN submission o ON o.id = p.submission
WHERE r.practice = $1 AND r.state = 'posted' AND r.paid_on >= $2 AND r.paid_on <= $3 AND p.state = 'posted'
  AND NOT EXISTS (SELECT 1 FROM payment b WHERE b.reverses = p.id)
GROUP BY 1, 3 ORDER BY 1, 3
