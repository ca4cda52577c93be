-- as_of
-- Claims that the payer keeps undecided: account, payer, service, charge, state, days since service, over 30 days.
SELECT account, payer_name, first_service, charge, $1 - last_service
FROM open_claim WHERE state_now = 'pended' ORDER BY last_service, id
