--
-- Claims that came back before the payer decided: account, payer, service, charge, by, codes, file, moment,
-- submission, payer id, filing indicator.
SELECT s.account, s.payer_name, s.first_service, s.charge, e.what, e.codes, f.name, e.at, s.id, s.payer, s.filing
FROM open_claim s
LEFT JOIN event e ON e.id = COALESCE(
    (SELECT MAX(x.id) FROM event x WHERE x.submission = s.id AND x.to_state = 'rejected'),
    (SELECT MAX(x.id) FROM event x WHERE x.batch_set = s.batch_set AND x.to_state = 'rejected'),
    (SELECT MAX(x.id) FROM event x WHERE x.batch = s.batch AND x.to_state = 'rejected'))
LEFT JOIN file f ON f.id = e.cause
WHERE s.state_now = 'rejected' ORDER BY s.charge DESC, s.id
