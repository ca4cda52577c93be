-- practice since as_of
-- What payers took back or gave beside new claims, by payment date: payer, reversals, reversed, adjustments, adjusted.
WITH m AS (
    SELECT id, payer_name FROM remit WHERE practice = $1 AND state = 'posted' AND paid_on >= $2 AND paid_on <= $3
), x AS (
    SELECT m.payer_name AS payer, 1 AS n, p.paid AS amount, 0 AS n_plb, 0 AS plb
    FROM m JOIN payment p ON p.remit = m.id WHERE p.state = 'posted' AND p.kind = 'reversal'
    UNION ALL
    SELECT m.payer_name, 0, 0, 1, -a.amount FROM m JOIN provider_adjustment a ON a.remit = m.id
)
SELECT payer, SUM(n), SUM(amount), SUM(n_plb), SUM(plb) FROM x GROUP BY payer ORDER BY 3, 5, 1
