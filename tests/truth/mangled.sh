#!/usr/bin/env bash
# Matching against payers that spoil what identifies a claim and its lines (simulate --mangle), with patients who
# have several claims on a day. Nothing may be matched wrongly; of what is decidable (the truth file says so, by
# what was told alone) 99 in 100 must be found. SJ_MANGLED_CLAIMS: how many claims (3000).
set -euo pipefail
claims=${SJ_MANGLED_CLAIMS:-3000} seed=${SJ_MANGLED_SEED:-11}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
home=$work/home partner=$work/home/partners/clearinghouse

allow_findings() { "$@" || [ $? -eq 1 ]; }

"$SCRUBJAY" init "$home" >/dev/null
sed -i 's/settle="[0-9]*"/settle="0"/' "$home/scrubjay.xml"
"$SCRUBJAY" simulate --claims "$claims" --seed "$seed" --same-day 20 --as-of 2026-05-04 --out "$home/in/batch.837"
allow_findings "$SCRUBJAY" run -C "$home" --as-of 2026-05-04 >/dev/null
mkdir "$work/clearinghouse"
mv "$partner"/outbox/* "$work/clearinghouse/"
"$SCRUBJAY" simulate "$work"/clearinghouse/* --seed "$seed" --mangle 40 --out "$partner/inbox" \
    --mix paid=10,contractual=50,deductible=10,partly_denied=15,denied=10,reversed=5 --truth "$work/truth.json" >/dev/null
for _ in 1 2 3; do
    allow_findings "$SCRUBJAY" run -C "$home" --as-of 2026-06-15 >/dev/null
    [ -n "$(ls "$partner/inbox")" ] || break
done
"$SCRUBJAY" remits -C "$home" --json >"$work/remits.json"
python3 -c '
import json, sys
for trace in sorted({r["trace"] for r in json.load(open(sys.argv[1]))["remits"]}): print(trace)' \
    "$work/remits.json" >"$work/traces"
while read -r trace; do "$SCRUBJAY" remit "$trace" -C "$home" --json --patients none; done <"$work/traces" >"$work/payments.jsonl"
"$SCRUBJAY" ledger -C "$home" --json >"$work/ledger.json"
python3 "$SOURCE/tests/truth/mangled.py" "$work"
