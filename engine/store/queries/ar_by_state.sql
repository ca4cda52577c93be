-- as_of practice
-- What payers still owe, by age since the last service: claims not decided by their charge, open denials by what is
-- at stake. state, 0-30, 31-60, 61-90, 91-120, over 120, all, share over 90 in thousandths, claims and lines.
WITH ar AS (
    SELECT COALESCE(NULLIF(payer_name, ''), payer) AS payer, state_now AS state, charge AS amount,
           COALESCE($1 - last_service, 0) AS age
    FROM open_claim
    UNION ALL
    SELECT COALESCE(NULLIF(o.payer_name, ''), o.payer), 'denied, open', d.amount, COALESCE($1 - o.last_service, 0)
    FROM denial d JOIN submission o ON o.id = d.submission WHERE d.practice = $2 AND d.state = 'open'
)
SELECT state, SUM(CASE WHEN age <= 30 THEN amount ELSE 0 END), SUM(CASE WHEN age BETWEEN 31 AND 60 THEN amount ELSE 0 END),
       SUM(CASE WHEN age BETWEEN 61 AND 90 THEN amount ELSE 0 END),
       SUM(CASE WHEN age BETWEEN 91 AND 120 THEN amount ELSE 0 END), SUM(CASE WHEN age > 120 THEN amount ELSE 0 END),
       SUM(amount), SUM(CASE WHEN age > 90 THEN amount ELSE 0 END) * 1000 / NULLIF(SUM(amount), 0), COUNT(*)
FROM ar GROUP BY state ORDER BY 7 DESC, 1
