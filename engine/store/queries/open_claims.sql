-- practice
-- Made once a report, because telling a claim's state from its batch's means going through all of them: claims that the
-- payer has not decided.
CREATE TEMPORARY TABLE open_claim AS
SELECT id, account, payer, payer_name, charge, first_service, last_service, batch_set, batch, state_now, filing
FROM submission_now
WHERE practice = $1 AND (state = 'received' OR state = 'held' OR state = 'ready' OR state = 'batched' OR state = 'sent'
    OR state = 'in_doubt' OR state = 'accepted' OR state = 'rejected' OR state = 'pended')
