-- practice from to
-- Days from the last service to the batch, of originals by the day they were written, for each payer and billing provider:
-- payer id, payer, NPI; days, claims.
SELECT s.payer, MAX(s.payer_name), s.provider, b.made_at / 86400000 - s.last_service AS days, COUNT(*)
FROM batch b JOIN batch_set t ON t.batch = b.id JOIN batch_claim m ON m.batch_set = t.id
JOIN submission s ON s.id = m.submission
WHERE b.practice = $1 AND b.made_at >= $2 AND b.made_at < $3 AND s.previous IS NULL AND s.last_service IS NOT NULL
GROUP BY 1, 3, 4 ORDER BY 1, 3, 4
