-- practice
-- Claims that came back before the payer decided and were not sent again.
SELECT COUNT(*), COALESCE(SUM(charge), 0), 0, 0, NULL
FROM submission_now WHERE practice = $1 AND state_now = 'rejected'
