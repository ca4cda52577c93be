-- practice from to
-- The tie-out: what came in, and where each dollar of the posted remittances went. What, number, amount, state.
WITH r AS (
    SELECT id, state, amount, provider FROM remit WHERE practice = $1 AND posted_at >= $2 AND posted_at < $3
), p AS (
    SELECT y.state AS state, COUNT(*) AS n, SUM(y.paid) AS paid
    FROM r JOIN payment y ON y.remit = r.id WHERE r.state = 'posted' GROUP BY y.state
), total AS (
    SELECT COALESCE(SUM(amount), 0) AS amount, COALESCE(SUM(provider), 0) AS provider
    FROM r WHERE state = 'posted'
), rest AS (
    SELECT total.amount - (COALESCE((SELECT SUM(paid) FROM p), 0) - total.provider) AS amount FROM total
)
SELECT 1 AS place, 'Files taken in', COUNT(*), NULL, '' FROM file
WHERE practice = $1 AND taken_at >= $2 AND taken_at < $3
UNION ALL
SELECT 2, 'Files that could not be read', COUNT(*), NULL, CASE WHEN COUNT(*) > 0 THEN '▲ look at them' ELSE '' END
FROM file WHERE practice = $1 AND taken_at >= $2 AND taken_at < $3 AND state = 'failed'
UNION ALL
SELECT 3, 'Remittances read (transaction sets)', COUNT(*), SUM(amount), '' FROM r
UNION ALL
SELECT 4, 'less refused: nothing of them posted', COUNT(*), COALESCE(-SUM(amount), 0),
       CASE WHEN COUNT(*) > 0 THEN '▲ see Not posted' ELSE '' END FROM r WHERE state = 'refused'
UNION ALL
SELECT 5, 'less duplicates: posted before', COUNT(*), COALESCE(-SUM(amount), 0), '' FROM r WHERE state = 'duplicate'
UNION ALL
SELECT 6, 'Payments to account for (BPR02 of what was posted)', COUNT(*), COALESCE(SUM(amount), 0), ''
FROM r WHERE state = 'posted'
UNION ALL
SELECT 7, 'Claim payments posted to our claims', COALESCE(SUM(n), 0), COALESCE(SUM(paid), 0), ''
FROM p WHERE state = 'posted'
UNION ALL
SELECT 8, 'Claim payments not ours, or not certain', COALESCE(SUM(n), 0), COALESCE(SUM(paid), 0), ''
FROM p WHERE state = 'unmatched'
UNION ALL
SELECT 9, 'Claim payments set aside', COALESCE(SUM(n), 0), COALESCE(SUM(paid), 0), '' FROM p WHERE state = 'suspended'
UNION ALL
SELECT 10, 'Claim payments that came twice', COALESCE(SUM(n), 0), COALESCE(SUM(paid), 0), ''
FROM p WHERE state NOT IN ('posted', 'unmatched', 'suspended')
UNION ALL
SELECT 11, 'Provider adjustments (PLB): what they took (−) or gave (+)',
       (SELECT COUNT(*) FROM r JOIN provider_adjustment a ON a.remit = r.id WHERE r.state = 'posted'), -provider, ''
FROM total
UNION ALL
SELECT 12, 'Not accounted for', NULL, amount, CASE WHEN amount = 0 THEN '✓ ties out' ELSE '▲ does not tie out' END
FROM rest
UNION ALL
SELECT 13, 'Bank files imported', COUNT(*), NULL, CASE WHEN COUNT(*) = 0 THEN '● nothing is checked' ELSE '' END
FROM bank_statement WHERE practice = $1
ORDER BY place
