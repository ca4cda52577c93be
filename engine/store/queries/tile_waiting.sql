-- as_of
-- Claims that are out and not decided; beside them those whose last service is more than 45 days ago.
SELECT COUNT(*), COALESCE(SUM(charge), 0), COUNT(CASE WHEN last_service < $1 - 45 THEN 1 END),
       COALESCE(SUM(CASE WHEN last_service < $1 - 45 THEN charge END), 0), NULL
FROM open_claim WHERE state_now IN ('sent', 'in_doubt', 'accepted', 'pended')
