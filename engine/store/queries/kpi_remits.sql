-- practice since as_of
-- By payment date, claim payments of posted remittances, for each payer and billing provider (of our claim, else as the
-- remittance has them): payer id, payer, NPI; all; posted to a claim of ours by the program; ours in all
-- (posted, or set aside); first decisions on originals: all; paid or left to the patient without a denial; with a
-- denied line; their charge; denied of it; of all posted: paid, charge, contractual; denied under CARC 29.
WITH p AS (
    SELECT COALESCE(s.payer, r.payer) AS payer, COALESCE(NULLIF(s.payer_name, ''), r.payer_name) AS name,
           COALESCE(s.provider, r.payee) AS provider, y.state AS state, y.kind AS kind, y.charge AS charge,
           y.paid AS paid, y.denied AS denied, y.contractual AS contractual, CASE WHEN y.state = 'posted' AND y.kind <> 'reversal' AND s.previous IS NULL
               AND NOT EXISTS (SELECT 1 FROM payment z WHERE z.submission = y.submission AND z.id < y.id
                               AND z.state = 'posted') THEN 1 ELSE 0 END AS first
    FROM remit r JOIN payment y ON y.remit = r.id LEFT JOIN submission s ON s.id = y.submission
    WHERE r.practice = $1 AND r.state = 'posted' AND r.paid_on >= $2 AND r.paid_on <= $3 AND y.state <> 'repeated'
)
SELECT MIN(payer), name, provider, COUNT(*), COUNT(CASE WHEN state = 'posted' THEN 1 END),
       COUNT(CASE WHEN state <> 'unmatched' THEN 1 END),
       COALESCE(SUM(first), 0), COUNT(CASE WHEN first = 1 AND denied = 0 AND kind IN ('paid', 'patient', 'contractual')
           THEN 1 END), COUNT(CASE WHEN first = 1 AND denied > 0 THEN 1 END),
       COALESCE(SUM(first * charge), 0), COALESCE(SUM(first * denied), 0),
       COALESCE(SUM(CASE WHEN state = 'posted' THEN paid END), 0),
       COALESCE(SUM(CASE WHEN state = 'posted' THEN charge END), 0),
       COALESCE(SUM(CASE WHEN state = 'posted' THEN contractual END), 0),
       COALESCE(SUM(CASE WHEN state = 'posted' THEN charge - contractual END), 0)
FROM p
GROUP BY 2, 3 ORDER BY 2, 3
