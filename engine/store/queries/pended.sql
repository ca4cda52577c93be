-- as_of practice
-- Claims that the payer keeps undecided: account, payer, service, charge, state, days since service, over 30 days.
SELECT account, payer_name, first_service, charge, $1 - last_service
FROM submission_now WHERE practice = $2 AND state_now = 'pended' ORDER BY last_service, id
