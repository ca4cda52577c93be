-- practice
-- Claim payments that are not posted to a claim: state, account, payer, service, charge, paid, residual, charge
-- residual, segment, candidate, score, trace, file, last, first.
SELECT p.state, p.account, r.payer_name, p.first_service, p.charge, p.paid, p.residual, p.charge_residual, p.segment,
       COALESCE(o.account, ''), p.match_score, r.trace, f.name, w.last, w.first
FROM payment p JOIN remit r ON r.id = p.remit JOIN file f ON f.id = r.file
LEFT JOIN submission o ON o.id = p.submission LEFT JOIN patient_payment w ON w.payment = p.id
WHERE p.practice = $1 AND p.state IN ('unmatched', 'suspended') ORDER BY p.state, p.id
