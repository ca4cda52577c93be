-- as_of practice
-- The same by category.
SELECT d.category,
       SUM(CASE WHEN $1 - d.paid_on <= 30 THEN d.amount ELSE 0 END),
       SUM(CASE WHEN $1 - d.paid_on BETWEEN 31 AND 60 THEN d.amount ELSE 0 END),
       SUM(CASE WHEN $1 - d.paid_on BETWEEN 61 AND 90 THEN d.amount ELSE 0 END),
       SUM(CASE WHEN d.paid_on = -1 OR $1 - d.paid_on > 90 THEN d.amount ELSE 0 END), SUM(d.amount), SUM(d.lines)
FROM denial_sum d
WHERE d.practice = $2 GROUP BY d.category ORDER BY 6 DESC, 1
