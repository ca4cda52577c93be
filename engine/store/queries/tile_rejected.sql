--
-- Claims that came back before the payer decided and were not sent again.
SELECT COUNT(*), COALESCE(SUM(charge), 0), 0, 0, NULL FROM open_claim WHERE state_now = 'rejected'
