-- now practice
-- Batches more than a day old that no acknowledgment has moved: partner, name, made at, age in days, claims, charge,
-- state.
SELECT partner, name, made_at, ($1 - made_at) / 86400000, claims, charge, state
FROM batch b WHERE practice = $2 AND state IN ('sent', 'in_doubt', 'batched') AND made_at < $1 - 86400000
  AND NOT EXISTS (SELECT 1 FROM event e WHERE e.batch = b.id AND e.what IN ('TA1', '999', '997', '277CA'))
  AND NOT EXISTS (SELECT 1 FROM batch_set t JOIN event e ON e.batch_set = t.id WHERE t.batch = b.id
                  AND e.what IN ('999', '997', '277CA'))
ORDER BY made_at
