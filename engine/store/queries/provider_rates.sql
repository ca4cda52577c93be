-- practice as_of
-- Claim payments of the last 90 days by billing provider: NPI, payments, with a denied line, denied.
SELECT s.provider, COUNT(*), COUNT(CASE WHEN p.denied > 0 THEN 1 END), SUM(p.denied)
FROM remit r JOIN payment p ON p.remit = r.id JOIN submission s ON s.id = p.submission
WHERE r.practice = $1 AND r.state = 'posted' AND r.paid_on > $2 - 90 AND r.paid_on <= $2 AND p.state = 'posted'
  AND p.kind <> 'reversal'
GROUP BY 1 ORDER BY 1
