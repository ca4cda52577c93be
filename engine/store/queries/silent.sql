-- as_of limit
-- Claims that are out and not decided 45 days after the service: account, payer, service, charge, state, days.
SELECT account, payer_name, first_service, charge, state_now, $1 - last_service, payer
FROM open_claim WHERE state_now IN ('sent', 'in_doubt', 'accepted') AND last_service < $1 - 45
ORDER BY last_service, id LIMIT $2
