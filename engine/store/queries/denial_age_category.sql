-- as_of practice
-- The same by category.
SELECT d.category,
       SUM(CASE WHEN $1 - r.paid_on <= 30 THEN d.amount ELSE 0 END),
       SUM(CASE WHEN $1 - r.paid_on BETWEEN 31 AND 60 THEN d.amount ELSE 0 END),
       SUM(CASE WHEN $1 - r.paid_on BETWEEN 61 AND 90 THEN d.amount ELSE 0 END),
       SUM(CASE WHEN r.paid_on IS NULL OR $1 - r.paid_on > 90 THEN d.amount ELSE 0 END), SUM(d.amount), COUNT(*)
FROM denial d JOIN payment p ON p.id = d.payment JOIN remit r ON r.id = p.remit
WHERE d.practice = $2 AND d.state = 'open' GROUP BY d.category ORDER BY 6 DESC, 1
