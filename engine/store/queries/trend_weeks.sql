-- as_of practice
-- Denied lines by reason and week of their payment date, the last 7 days and twelve weeks before them: group, CARC, week
-- (0: the last 7 days), lines, amount, day of the practice's first remittance.
SELECT d.group_code, d.carc, ($1 - r.paid_on) / 7 AS week, COUNT(*), SUM(d.amount),
       (SELECT MIN(f.paid_on) FROM remit f WHERE f.practice = $2 AND f.state = 'posted')
FROM remit r JOIN payment p ON p.remit = r.id JOIN denial d ON d.payment = p.id
WHERE r.practice = $2 AND r.state = 'posted' AND r.paid_on > $1 - 91 AND r.paid_on <= $1 AND d.kind <> 'underpaid'
GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
