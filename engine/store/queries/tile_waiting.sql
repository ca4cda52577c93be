--
-- Beside the claims whose answer is overdue (which the program tells): all that are out and not decided.
SELECT 0, 0, COUNT(*), COALESCE(SUM(charge), 0), NULL
FROM open_claim WHERE state_now IN ('sent', 'in_doubt', 'accepted', 'pended')
