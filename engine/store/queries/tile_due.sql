-- as_of practice
-- Open lines due within 14 days; those past due beside them.
SELECT COUNT(CASE WHEN due >= $1 THEN 1 END), COALESCE(SUM(CASE WHEN due >= $1 THEN amount END), 0),
       COUNT(CASE WHEN due < $1 THEN 1 END), COALESCE(SUM(CASE WHEN due < $1 THEN amount END), 0), NULL
FROM denial WHERE practice = $2 AND state = 'open' AND due <= $1 + 14
