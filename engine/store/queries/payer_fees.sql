-- practice since as_of
-- Contracts by payer and payment date: payer, payments with lines that its schedule prices, expected, allowed, allowed
-- of expected in thousandths, lines below the contract, what is missing of them. Payments taken back do not count.
SELECT r.payer_name, COUNT(*), SUM(f.expected), SUM(f.allowed), SUM(f.allowed) * 1000 / NULLIF(SUM(f.expected), 0),
       COALESCE(SUM(d.n), 0), COALESCE(SUM(d.missing), 0)
FROM remit r JOIN payment p ON p.remit = r.id JOIN payment_fee f ON f.payment = p.id
LEFT JOIN (SELECT payment, COUNT(*) AS n, SUM(amount) AS missing FROM denial
           WHERE practice = $1 AND expected IS NOT NULL GROUP BY payment) AS d ON d.payment = p.id
WHERE r.practice = $1 AND r.state = 'posted' AND r.paid_on >= $2 AND r.paid_on <= $3 AND p.state = 'posted'
  AND NOT EXISTS (SELECT 1 FROM payment b WHERE b.reverses = p.id)
GROUP BY r.payer, r.payer_name ORDER BY 7 DESC, 1
