-- practice since as_of
-- By payment date, denied and underpaid lines, for each payer and billing provider: payer id, payer, NPI; underpaid amount;
-- lines of it; denied under CARC 29; lines of it.
SELECT o.payer, MAX(o.payer_name), o.provider, COALESCE(SUM(CASE WHEN d.kind = 'underpaid' THEN d.amount END), 0),
       COUNT(CASE WHEN d.kind = 'underpaid' THEN 1 END),
       COALESCE(SUM(CASE WHEN d.kind <> 'underpaid' AND d.carc = '29' THEN d.amount END), 0),
       COUNT(CASE WHEN d.kind <> 'underpaid' AND d.carc = '29' THEN 1 END)
FROM remit r JOIN payment p ON p.remit = r.id JOIN denial d ON d.payment = p.id
JOIN submission o ON o.id = d.submission
WHERE r.practice = $1 AND r.state = 'posted' AND r.paid_on >= $2 AND r.paid_on <= $3 AND d.state <> 'reversed'
GROUP BY 1, 3 ORDER BY 1, 3
