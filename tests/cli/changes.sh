#!/usr/bin/env bash
# Trends, payers that changed, providers that differ: a store filled by hand, figures worked out by hand.
#
# Twelve weeks before this one: payer A pays 20 claims a week, two of them denied (CO-16, $100 each); this week five of 20
# are denied. So the twelve weeks' amounts are all $200, usual up to $200, and this week's $500 lies beyond. CO-29 was
# denied once a week with $10 and $30 in turn: mean $20, σ $10, usual up to $40; this week $30. Payer B never denies.
# All denials of this week are provider 2's.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset SCRUBJAY_HOME
cd "$work"
fail() { echo "FAILED: $*"; exit 1; }
"$SCRUBJAY" init home >/dev/null
"$SCRUBJAY" claims -C home >/dev/null 2>&1
today=20606 # 2026-06-02
practice=$(sqlite3 home/scrubjay.db "SELECT id FROM practice")
sqlite3 home/scrubjay.db <<SQL
BEGIN;
INSERT INTO file (id, practice, name, work, type, bytes, sha256, state, taken_at, place, report)
    VALUES (1, $practice, 'f', 'f', '835', 1, x'00', 'filed', 0, '', '');
CREATE TEMP TABLE week AS WITH RECURSIVE w (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM w WHERE n < 12) SELECT n FROM w;
CREATE TEMP TABLE claim AS WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 20) SELECT n FROM c;
INSERT INTO remit (id, practice, file, ordinal, control, byte_offset, state, differs, trace, originator, method, amount,
    paid_on, payer, payer_name, payee, payee_name, claims, lines, charge, paid, patient, provider, residual, digest, posted_at)
    SELECT 100 + n * 2 + b, $practice, 1, n * 2 + b + 1, '1', 0, 'posted', 0, 'T' || (n * 2 + b), '1', 'ACH', 0, $today - 7 * n,
    CASE b WHEN 0 THEN 'A' ELSE 'B' END, CASE b WHEN 0 THEN 'PAYER A' ELSE 'PAYER B' END, '', '', 20, 20, 0, 0, 0, 0, 0, x'00', 0
    FROM week, (SELECT 0 AS b UNION ALL SELECT 1);
-- Claims 1 to 5 of each week are provider 2's, the others provider 1's.
INSERT INTO submission (id, practice, file, ordinal, set_ordinal, segment, byte_offset, account, account_key, verdict, type,
    purpose, usage, sequence, frequency, payer, payer_name, provider, charge, fingerprint)
    SELECT r.id * 100 + c.n, $practice, 1, 1, 1, 1, 0, 'X', 'X', 'clean', '837P', 'CH', 'P', 'P', '1', r.payer, r.payer_name,
    CASE WHEN c.n <= 5 THEN 'NPI2' ELSE 'NPI1' END, 10000, x'00' FROM remit r, claim c;
INSERT INTO payment (id, practice, remit, ordinal, segment, byte_offset, account, status, charge, paid, patient, contractual,
    denied, payer_control, filing, facility, frequency, remarks, state, kind, notes, residual, charge_residual, submission,
    match_rung, match_score, evidence, runner_score, fingerprint)
    SELECT s.id, $practice, r.id, s.id % 100, 1, 0, 'X', '1', 10000, 0, 0, 0,
    CASE WHEN r.payer = 'A' AND s.id % 100 <= CASE WHEN r.paid_on = $today THEN 5 ELSE 2 END THEN 10000 ELSE 0 END,
    '', '', '', '1', '', 'posted', 'paid', 0, 0, 0, s.id, 1, 100, 0, 0, x'00'
    FROM submission s JOIN remit r ON r.id = s.id / 100;
INSERT INTO denial (id, practice, payment, ordinal, submission, state, kind, amount, group_code, carc, rarc, category, action,
    guards, found_at, payer)
    SELECT id, $practice, id, 1, submission, 'superseded', 'denied', 10000, 'CO', '16', '', 'DOC', 'correct', 0, 0, 'A'
    FROM payment WHERE denied > 0;
INSERT INTO denial (id, practice, payment, ordinal, submission, state, kind, amount, group_code, carc, rarc, category, action,
    guards, found_at, payer)
    SELECT 1000 + n, $practice, (100 + n * 2) * 100 + 1, 2, (100 + n * 2) * 100 + 1, 'superseded', 'denied',
    CASE n % 2 WHEN 0 THEN 3000 ELSE 1000 END, 'CO', '29', '', 'TIMELY', 'appeal', 0, 0, 'A' FROM week;
COMMIT;
SQL

report() { "$SCRUBJAY" report nightly --json -C home --as-of 2026-06-02; }
report >report.json
python3 - <<'PY'
import json
s = json.load(open("report.json"))["sections"]
trend = [(r["codes"], r["lines"], r["amount"], r["mean_lines"], r["mean_amount"], r["change"], r["usual_up_to"], r["flag"])
         for r in s["trend"]["rows"]]
print(*trend, sep="\n")
# CO-29's four weeks before: 10 + 30 + 10 + 30, so the mean week is $20 and $30 is half more.
assert [t[0] for t in trend] == ["CO-16", "CO-29"], trend
assert trend[0][1:5] == (5, "500.00", 2.0, "200.00") and trend[0][6:] == ("200.00", "▲ beyond its usual range (2σ)"), trend[0]
assert trend[1][1:5] == (1, "30.00", 1.0, "20.00") and trend[1][6:] == ("40.00", "● up by a quarter, within its range"), trend[1]
# Payer A: 11 of 80 in 28 days, 18 of 180 in the nine weeks before: within chance.
assert s["payer-change"]["rows"] == [], s["payer-change"]["rows"]
# Providers, 90 days are thirteen weeks of both payers: NPI2 has 130 payments, 5 + 12 * 2 = 29 denied; NPI1 390, none.
(row,) = [r for r in s["provider-outliers"]["rows"] if r["provider"] == "NPI2"]
assert (row["payments"], row["with_denial"], row["payments_others"], row["denied"]) == (130, 29, 390, "2900.00"), row
assert row["says"].startswith("▲"), row
(row,) = [r for r in s["provider-outliers"]["rows"] if r["provider"] == "NPI1"]
assert row["with_denial"] == 0 and row["says"].startswith("✓"), row
PY

# Payer B begins to deny: 20 of its 80 payments of the last 28 days, none of those before.
sqlite3 home/scrubjay.db "UPDATE payment SET denied = 10000 WHERE submission % 100 > 15 AND remit IN
    (SELECT id FROM remit WHERE payer = 'B' AND paid_on > $today - 28)"
report | python3 -c '
import json, sys
(row,) = json.load(sys.stdin)["sections"]["payer-change"]["rows"]
assert (row["payer"], row["payments"], row["with_denial"], row["payments_before"]) == ("PAYER B", 80, 20, 180), row
assert row["says"].startswith("▲"), row' || fail "payer B"

# Four weeks of history are too few: a quarter more counts again.
sqlite3 home/scrubjay.db "UPDATE remit SET state = 'duplicate' WHERE paid_on < $today - 28"
report | python3 -c '
import json, sys
row = json.load(sys.stdin)["sections"]["trend"]["rows"][0]
assert row["usual_up_to"] is None and row["flag"] == "▲ up by a quarter or more", row' || fail "little history"
echo ok
