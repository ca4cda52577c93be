-- practice
-- Bank files that were imported, the newest first: name, first and last day, moment, rows kept, by whom.
SELECT s.name, s.first_day, s.last_day, s.at, (SELECT COUNT(*) FROM bank_deposit d WHERE d.statement = s.id), s.actor
FROM bank_statement s WHERE s.practice = $1 ORDER BY s.last_day DESC, s.id DESC
LIMIT 20
