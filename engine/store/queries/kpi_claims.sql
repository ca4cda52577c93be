-- practice from to
-- By the day a claim was written in a batch, for each payer and billing provider: payer id, payer, NPI; claims sent;
-- originals among them; originals that our check passed and nobody rejected; claims rejected.
SELECT s.payer, MAX(s.payer_name), s.provider, COUNT(*), COUNT(CASE WHEN s.previous IS NULL THEN 1 END),
       COUNT(CASE WHEN s.previous IS NULL AND s.verdict <> 'held' AND NOT (t.refused = 1 OR b.state = 'rejected' OR EXISTS
           (SELECT 1 FROM event e WHERE e.submission = s.id AND e.to_state = 'rejected')) THEN 1 END),
       COUNT(CASE WHEN t.refused = 1 OR b.state = 'rejected' OR EXISTS
           (SELECT 1 FROM event e WHERE e.submission = s.id AND e.to_state = 'rejected') THEN 1 END)
FROM batch b
JOIN (SELECT x.id AS id, x.batch AS batch, CASE WHEN x.state = 'rejected' OR EXISTS
          (SELECT 1 FROM event e WHERE e.batch_set = x.id AND e.to_state = 'rejected') THEN 1 ELSE 0 END AS refused
      FROM batch_set x) t ON t.batch = b.id
JOIN batch_claim m ON m.batch_set = t.id JOIN submission s ON s.id = m.submission
WHERE b.practice = $1 AND b.made_at >= $2 AND b.made_at < $3
GROUP BY 1, 3 ORDER BY 1, 3
