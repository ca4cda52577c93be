-- practice since as_of
-- By payment date, denied and underpaid lines: underpaid amount; lines of it; denied under CARC 29; lines of it.
SELECT COALESCE(SUM(CASE WHEN d.kind = 'underpaid' THEN d.amount END), 0),
       COUNT(CASE WHEN d.kind = 'underpaid' THEN 1 END),
       COALESCE(SUM(CASE WHEN d.kind <> 'underpaid' AND d.carc = '29' THEN d.amount END), 0),
       COUNT(CASE WHEN d.kind <> 'underpaid' AND d.carc = '29' THEN 1 END)
FROM remit r JOIN payment p ON p.remit = r.id JOIN denial d ON d.payment = p.id
WHERE r.practice = $1 AND r.state = 'posted' AND r.paid_on >= $2 AND r.paid_on <= $3 AND d.state <> 'reversed'
