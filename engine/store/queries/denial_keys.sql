-- practice
-- What the order of open denials depends on, from the index alone: id, amount, category, due, found_at, kind, follow-up.
SELECT id, amount, category, due, found_at, kind, follow_up
FROM denial WHERE practice = $1 AND state = 'open' ORDER BY id
