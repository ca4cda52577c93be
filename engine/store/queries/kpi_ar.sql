-- practice as_of
-- Now: what payers owe (claims not decided, open denials); of it from services more than 90 days ago; charges of the
-- last 90 days by service; charge of claims held or ready; how many they are.
WITH s AS (
    SELECT state_now AS state, charge, last_service, previous FROM submission_now WHERE practice = $1
), d AS (
    SELECT d.amount AS amount, o.last_service AS last_service
    FROM denial d JOIN submission o ON o.id = d.submission WHERE d.practice = $1 AND d.state = 'open'
)
SELECT a.owed + b.owed, a.old + b.old, a.charges, a.unsent, a.n_unsent FROM (
    SELECT COALESCE(SUM(CASE WHEN open = 1 THEN charge END), 0) AS owed,
           COALESCE(SUM(CASE WHEN open = 1 AND last_service < $2 - 90 THEN charge END), 0) AS old,
           COALESCE(SUM(CASE WHEN previous IS NULL AND last_service > $2 - 90 AND last_service <= $2 THEN charge END), 0)
               AS charges,
           COALESCE(SUM(CASE WHEN state IN ('held', 'ready') THEN charge END), 0) AS unsent,
           COUNT(CASE WHEN state IN ('held', 'ready') THEN 1 END) AS n_unsent
    FROM (SELECT s.*, CASE WHEN state IN ('received', 'held', 'ready', 'batched', 'sent', 'in_doubt', 'accepted',
              'rejected', 'pended') THEN 1 ELSE 0 END AS open FROM s) AS x) AS a,
    (SELECT COALESCE(SUM(amount), 0) AS owed, COALESCE(SUM(CASE WHEN last_service < $2 - 90 THEN amount END), 0) AS old
     FROM d) AS b
