-- practice from to
-- Claim payments not posted to a claim; beside them remittances refused since the first day.
SELECT COUNT(*), COALESCE(SUM(p.paid), 0),
       (SELECT COUNT(*) FROM remit r WHERE r.practice = $1 AND r.state = 'refused' AND r.posted_at >= $2
          AND r.posted_at < $3),
       (SELECT COALESCE(SUM(r.amount), 0) FROM remit r WHERE r.practice = $1 AND r.state = 'refused'
          AND r.posted_at >= $2 AND r.posted_at < $3), NULL
FROM payment p WHERE p.practice = $1 AND p.state IN ('unmatched', 'suspended')
