-- practice limit
-- Claims, the newest first: account, payer, payer id, provider, type, service from, to, charge, state, payer's number,
-- filing indicator.
SELECT account, payer_name, payer, provider, type, first_service, last_service, charge, state_now, payer_control,
       filing
FROM submission_now WHERE +practice = $1 ORDER BY id DESC LIMIT $2
