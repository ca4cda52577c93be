-- practice from to
-- What is odd about claim payments (and, without an account, about remittances) read in the period, by payer: payer, bits
-- (decide.h), how many, paid, an account, its trace.
SELECT r.payer_name AS payer, p.notes AS notes, COUNT(*), SUM(p.paid), MIN(p.account), MIN(r.trace)
FROM remit r JOIN payment p ON p.remit = r.id
WHERE r.practice = $1 AND r.posted_at >= $2 AND r.posted_at < $3 AND r.state = 'posted' AND p.notes <> 0
GROUP BY 1, 2
UNION ALL
SELECT payer_name, notes, COUNT(*), SUM(amount), '', MIN(trace)
FROM remit WHERE practice = $1 AND posted_at >= $2 AND posted_at < $3 AND notes <> 0
GROUP BY 1, 2 ORDER BY 1, 2
