-- from practice
-- New open denials; all open ones beside them; how many a day in the 30 days before, in tenths.
SELECT COUNT(CASE WHEN found_at >= $1 THEN 1 END), COALESCE(SUM(CASE WHEN found_at >= $1 THEN amount END), 0),
       COUNT(*), COALESCE(SUM(amount), 0),
       (SELECT NULLIF(COUNT(*) * 10 / 30, 0) FROM denial p
        WHERE p.practice = $2 AND p.state = 'open' AND p.kind <> 'underpaid' AND p.found_at < $1
          AND p.found_at >= $1 - 2592000000)
FROM denial WHERE practice = $2 AND state = 'open' AND kind <> 'underpaid'
