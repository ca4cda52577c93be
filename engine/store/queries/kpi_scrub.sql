-- practice from to
-- By the day a file was taken in: claims checked; not held.
SELECT COUNT(*), COUNT(CASE WHEN s.verdict <> 'held' THEN 1 END)
FROM file f JOIN submission s ON s.file = f.id
WHERE f.practice = $1 AND f.taken_at >= $2 AND f.taken_at < $3
