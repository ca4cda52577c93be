-- practice from to
-- Remittances read in the period: trace, payer, paid on, method, state, why, claims, posted, not ours, set aside,
-- twice, claim payments, provider adjustments, payment, difference, denied, file.
SELECT r.trace, r.payer_name, r.paid_on, r.method,
       CASE r.state WHEN 'posted' THEN '✓ posted' WHEN 'refused' THEN '▲ refused' ELSE '= duplicate' END,
       CASE r.state WHEN 'refused' THEN COALESCE(r.reason, '') || CASE WHEN r.reason_segment > 0
                         THEN ', segment ' || r.reason_segment ELSE '' END
                    WHEN 'duplicate' THEN CASE WHEN r.differs = 1 THEN 'posted before, with other content'
                         ELSE 'posted before' END
                    ELSE '' END,
       r.claims, COUNT(CASE WHEN p.state = 'posted' THEN 1 END), COUNT(CASE WHEN p.state = 'unmatched' THEN 1 END),
       COUNT(CASE WHEN p.state = 'suspended' THEN 1 END), COUNT(CASE WHEN p.state = 'repeated' THEN 1 END),
       r.paid, -r.provider, r.amount, r.residual,
       COALESCE(SUM(CASE WHEN p.state = 'posted' THEN p.denied END), 0), f.name
FROM remit r JOIN file f ON f.id = r.file LEFT JOIN payment p ON p.remit = r.id
WHERE r.practice = $1 AND r.posted_at >= $2 AND r.posted_at < $3
GROUP BY r.id ORDER BY r.id
