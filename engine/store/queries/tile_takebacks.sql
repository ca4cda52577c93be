-- practice from to
-- Reversals posted since the first day; what provider adjustments took beside them.
SELECT COUNT(p.id), COALESCE(SUM(p.paid), 0),
       (SELECT COUNT(*) FROM remit r JOIN provider_adjustment a ON a.remit = r.id
        WHERE r.practice = $1 AND r.state = 'posted' AND r.posted_at >= $2 AND r.posted_at < $3 AND a.amount > 0),
       (SELECT COALESCE(-SUM(a.amount), 0) FROM remit r JOIN provider_adjustment a ON a.remit = r.id
        WHERE r.practice = $1 AND r.state = 'posted' AND r.posted_at >= $2 AND r.posted_at < $3 AND a.amount > 0),
       NULL
FROM remit m JOIN payment p ON p.remit = m.id
WHERE m.practice = $1 AND m.state = 'posted' AND m.posted_at >= $2 AND m.posted_at < $3
  AND p.state = 'posted' AND p.kind = 'reversal'
