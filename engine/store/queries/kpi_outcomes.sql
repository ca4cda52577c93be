-- practice from to
-- By the day a person closed the line, for each payer and billing provider: payer id, payer, NPI; lines; won;
-- won or lost; at stake of the won; of the won or lost; written off; changes that people made on them.
SELECT o.payer, MAX(o.payer_name), o.provider, COUNT(*), COUNT(CASE WHEN d.outcome = 'won' THEN 1 END),
       COUNT(CASE WHEN d.outcome IN ('won', 'lost') THEN 1 END),
       COALESCE(SUM(CASE WHEN d.outcome = 'won' THEN d.amount END), 0),
       COALESCE(SUM(CASE WHEN d.outcome IN ('won', 'lost') THEN d.amount END), 0),
       COALESCE(SUM(CASE WHEN d.outcome = 'written_off' THEN d.amount END), 0),
       COALESCE(SUM((SELECT COUNT(*) FROM work_log w WHERE w.denial = d.id)), 0)
FROM denial d JOIN submission o ON o.id = d.submission
WHERE d.practice = $1 AND d.state = 'resolved' AND EXISTS (
    SELECT 1 FROM work_log l WHERE l.denial = d.id AND l.field = 'outcome' AND l.at >= $2 AND l.at < $3)
GROUP BY 1, 3 ORDER BY 1, 3
