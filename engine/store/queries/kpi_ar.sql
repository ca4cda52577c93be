-- practice as_of
-- Now, for each payer and billing provider: payer id, payer, NPI; what payers owe (claims not decided, open denials); of it
-- from services more than 90 days ago; charges of the last 90 days by service; charge of claims held or ready; how many
-- they are.
WITH s AS (
    SELECT payer, payer_name, provider, state_now AS state, charge, last_service, previous,
           CASE WHEN state_now IN ('received', 'held', 'ready', 'batched', 'sent', 'in_doubt', 'accepted', 'rejected', 'pended')
           THEN 1 ELSE 0 END AS open
    FROM submission_now WHERE practice = $1
), x AS (
    SELECT payer, payer_name AS name, provider, CASE WHEN open = 1 THEN charge ELSE 0 END AS owed,
           CASE WHEN open = 1 AND last_service < $2 - 90 THEN charge ELSE 0 END AS old,
           CASE WHEN previous IS NULL AND last_service > $2 - 90 AND last_service <= $2 THEN charge ELSE 0 END AS charges,
           CASE WHEN state IN ('held', 'ready') THEN charge ELSE 0 END AS unsent,
           CASE WHEN state IN ('held', 'ready') THEN 1 ELSE 0 END AS n_unsent
    FROM s
    UNION ALL
    SELECT o.payer, o.payer_name, o.provider, d.amount, CASE WHEN o.last_service < $2 - 90 THEN d.amount ELSE 0 END, 0, 0, 0
    FROM denial d JOIN submission o ON o.id = d.submission WHERE d.practice = $1 AND d.state = 'open'
)
SELECT payer, MAX(name), provider, SUM(owed), SUM(old), SUM(charges), SUM(unsent), SUM(n_unsent)
FROM x GROUP BY 1, 3 ORDER BY 1, 3
