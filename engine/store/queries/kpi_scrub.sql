-- practice from to
-- By the day a file was taken in, for each payer and billing provider: payer id, payer, NPI; claims checked; not held.
SELECT s.payer, MAX(s.payer_name), s.provider, COUNT(*), COUNT(CASE WHEN s.verdict <> 'held' THEN 1 END)
FROM file f JOIN submission s ON s.file = f.id
WHERE f.practice = $1 AND f.taken_at >= $2 AND f.taken_at < $3
GROUP BY 1, 3 ORDER BY 1, 3
