-- practice from to
-- Files taken in and batches written: way, name, type, partner, state, bytes, claims, charge, moment, digest.
SELECT 0 AS way, name, COALESCE(type, ''), COALESCE(partner, 'practice'), state, bytes, NULL, NULL, taken_at AS moment,
       sha256, id
FROM file WHERE practice = $1 AND taken_at >= $2 AND taken_at < $3
UNION ALL
SELECT 1, name, type, partner, state, bytes, claims, charge, made_at, sha256, id
FROM batch WHERE practice = $1 AND made_at >= $2 AND made_at < $3
ORDER BY way DESC, 11
