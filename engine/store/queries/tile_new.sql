-- from practice from_id
-- New open denials; all open ones beside them; how many a day in the 30 days before, in tenths.
SELECT n.lines, n.amount, a.lines, a.amount,
       (SELECT NULLIF(COUNT(*) * 10 / 30, 0) FROM denial p
        WHERE p.found_at < $1 AND p.found_at >= $1 - 2592000000 AND p.practice = $2 AND p.state = 'open'
          AND p.kind <> 'underpaid')
FROM (SELECT COUNT(*) AS lines, COALESCE(SUM(amount), 0) AS amount FROM denial
      WHERE +practice = $2 AND id >= $3 AND found_at >= $1 AND state = 'open' AND kind <> 'underpaid') AS n,
     (SELECT COALESCE(SUM(lines), 0) AS lines, COALESCE(SUM(amount), 0) AS amount FROM denial_sum
      WHERE practice = $2 AND kind <> 'underpaid') AS a
