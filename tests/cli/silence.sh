#!/usr/bin/env bash
# claims --silent: which answers are overdue, by what scrubjay.xml says of the payer or by what is usual.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset SCRUBJAY_HOME
cd "$work"
fail() { echo "FAILED: $*"; exit 1; }
in_days() { date -u -d "+$1 days" +%F; }
silent() { # DAY: "account answer by" of each
    "$SCRUBJAY" claims --silent --json -C home --as-of "$(in_days "$1")" | python3 -c '
import json, sys
for s in sorted(json.load(sys.stdin)["silent"], key=lambda s: s["account"]): print(s["account"][-4:], s["awaited"], s["by"])'; }
says() { # DAYS LINE…: exactly these
    local days=$1
    shift
    diff <(printf '%s\n' "$@") <(silent "$days") || fail "after $days days"
}

"$SCRUBJAY" init home >/dev/null
sed -i 's/settle="10"/settle="0"/' home/scrubjay.xml
sed -i 's|<partner name|<payers><payer id="90001" expect-999="9" expect-835="20"/></payers><partner name|' home/scrubjay.xml
cp "$SOURCE/testdata/sample/batch.837" home/in/
"$SCRUBJAY" run -C home --as-of 2026-05-04 >/dev/null || [ $? -eq 1 ]

# Sent now; the 999 is expected a day later, of payer 90001 nine days.
[ -z "$(silent 1)" ] || fail "overdue too early"
says 2 "1002 999 usual" "1004 999 usual" "1006 999 usual" "1010 999 usual" "1013 999 usual"
[ "$(silent 10 | wc -l)" -eq 8 ] || fail "not all eight after ten days"
"$SCRUBJAY" denials --queue no-response -C home --as-of "$(in_days 2)" >out 2>err
[ "$(grep -c DEMO- out)" -eq 5 ] || fail "the queue is another list"
grep -q "5 claims without an answer that is due" err || fail "no sum"

# A payer that acknowledges and then is silent.
mkdir taken
mv home/partners/clearinghouse/outbox/* taken/
"$SCRUBJAY" simulate taken/* --mix paid=100 --out answers >/dev/null 2>&1 || { mkdir answers; "$SCRUBJAY" simulate taken/* --mix paid=100 --out answers >/dev/null; }
cp answers/*_999_* answers/*_277CA_* home/partners/clearinghouse/inbox/
"$SCRUBJAY" run -C home --as-of 2026-05-06 >/dev/null || [ $? -eq 1 ]
[ -z "$(silent 19)" ] || fail "a remittance is missed too early"
says 22 "1001 835 payer" "1008 835 payer" "1011 835 payer"
says 32 "1001 835 payer" "1004 835 usual" "1008 835 payer" "1011 835 payer" "1013 835 usual" # Medicare: 30 days
[ "$(silent 47 | wc -l)" -eq 8 ] || fail "not all eight after 47 days"

# The nightly report has the same claims by the same clocks, and says so in its first sentence.
for days in 2 22 47; do
    day=$(in_days $days)
    "$SCRUBJAY" report nightly --json -C home --as-of "$day" >report.json
    diff <("$SCRUBJAY" claims --silent --json -C home --as-of "$day" | python3 -c '
import json, sys
for s in sorted(json.load(sys.stdin)["silent"], key=lambda s: s["account"]): print(s["account"], s["awaited"], s["expected"], s["days_late"], s["file_by"], s["charge"])') \
        <(python3 -c '
import json
r = json.load(open("report.json"))["sections"]["no-response"]["rows"]
assert [x["expected"] for x in r] == sorted(x["expected"] for x in r)
for s in sorted(r, key=lambda s: s["account"]): print(s["account"], s["awaited"], s["expected"], s["days_late"], s["file_by"], s["charge"])') ||
        fail "the report after $days days has other claims"
done
"$SCRUBJAY" report nightly -C home --as-of "$(in_days 47)" --out made --format html | grep -q "8 claims are not answered in time" || fail "the sentence"

# A remittance file that was due and did not come.
sed -i 's|</partner>|<expect type="835" by="00:00"/></partner>|' home/scrubjay.xml
"$SCRUBJAY" report nightly -C home --out made --format html | grep -q "1 expected file or answer did not come" || fail "the missing file in the sentence"
"$SCRUBJAY" report nightly --json -C home | python3 -c '
import json, sys
(row,) = json.load(sys.stdin)["sections"]["did-not-come"]["rows"]
assert row["partner"] == "clearinghouse" and row["type"] == "835" and "did not come" in row["what"], row' || fail "the missing file"

# What is paid is not awaited.
cp answers/*_835_* home/partners/clearinghouse/inbox/
"$SCRUBJAY" run -C home --as-of 2026-06-15 >/dev/null || [ $? -eq 1 ]
[ -z "$(silent 300)" ] || fail "what is paid is awaited"
"$SCRUBJAY" report nightly -C home --out made --format html | grep -q "did not come" && fail "the file that came is missed"
"$SCRUBJAY" claims --silent -C home 2>err
grep -q "no answer is overdue" err || fail "no word"
"$SCRUBJAY" claims --silent --state sent -C home 2>/dev/null && fail "both were taken"
echo ok
