-- as_of limit
-- Claims that never went out, or came back: account, payer, service, charge, state, days since service.
SELECT account, payer_name, first_service, charge, state_now, $1 - last_service, payer, filing
FROM open_claim WHERE state_now IN ('held', 'ready', 'rejected') ORDER BY last_service, id
LIMIT $2
