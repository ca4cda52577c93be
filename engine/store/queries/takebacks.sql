-- practice from to
-- Reversals and provider adjustments of the period: what, account or reference, payer, paid on, amount, code, found,
-- trace, file, segment, last, first.
SELECT 0 AS kind, p.account, r.payer_name, r.paid_on, p.paid, p.status, p.reverses IS NOT NULL, r.trace, f.name,
       p.segment, w.last, w.first, r.id AS remit
FROM remit r JOIN payment p ON p.remit = r.id JOIN file f ON f.id = r.file
LEFT JOIN patient_payment w ON w.payment = p.id
WHERE r.practice = $1 AND r.state = 'posted' AND r.posted_at >= $2 AND r.posted_at < $3 AND p.state = 'posted'
  AND p.kind = 'reversal'
UNION ALL
SELECT 1, a.reference, r.payer_name, r.paid_on, -a.amount, a.reason, 0, r.trace, f.name, a.segment, NULL, NULL, r.id
FROM remit r JOIN provider_adjustment a ON a.remit = r.id JOIN file f ON f.id = r.file
WHERE r.practice = $1 AND r.state = 'posted' AND r.posted_at >= $2 AND r.posted_at < $3
ORDER BY kind, remit, 10
