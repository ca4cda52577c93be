-- practice
-- Claims by their ids ($2 to $33): id, account, payer, first service.
SELECT id, account, payer_name, first_service FROM submission
WHERE practice = $1 AND id IN ($2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17,$18,$19,$20,$21,$22,$23,
    $24,$25,$26,$27,$28,$29,$30,$31,$32,$33)
