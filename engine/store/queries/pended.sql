-- as_of
-- Claims that the payer keeps undecided: account, payer, service, charge, state, days since service,
-- payer id, filing indicator.
SELECT account, payer_name, first_service, charge, $1 - last_service, payer, filing
FROM open_claim WHERE state_now = 'pended' ORDER BY last_service, id
