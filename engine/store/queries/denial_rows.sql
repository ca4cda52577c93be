-- practice
-- Open denials by their ids ($2 to $33), with all that is told of them; columns as enum denial_at (denials.c).
SELECT d.id, d.version, d.kind, d.amount, d.group_code, d.carc, d.rarc, d.category, d.action, d.guards, d.due,
       d.appeal_by, d.found_at, d.status, d.owner, d.plan, d.follow_up, d.expected, d.caught, o.account, o.payer,
       COALESCE(NULLIF(o.payer_name, ''), r.payer_name), o.provider, p.payer_control, p.status, l.line,
       COALESCE(NULLIF(l.submitted, ''), l.procedure), COALESCE(l.first_service, p.first_service),
       COALESCE(l.last_service, p.last_service), r.paid_on, l.charge, l.paid, l.patient, l.contractual,
       r.trace, f.name, l.segment, w.last, w.first, w.member, n.text, o.filing, d.rule,
       d.expected_by
FROM denial d
JOIN payment p ON p.id = d.payment
JOIN payment_line l ON l.payment = d.payment AND l.ordinal = d.ordinal
JOIN submission o ON o.id = d.submission
JOIN remit r ON r.id = p.remit
JOIN file f ON f.id = r.file
LEFT JOIN patient_payment w ON w.payment = p.id
LEFT JOIN patient_note n ON n.id = d.note
WHERE d.practice = $1 AND d.id IN ($2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17,$18,$19,$20,$21,$22,$23,
    $24,$25,$26,$27,$28,$29,$30,$31,$32,$33)
