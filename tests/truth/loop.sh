#!/usr/bin/env bash
# The whole main job against a truth that is known: made-up claims are dropped in, checked, batched and sent;
# the simulated payer answers and says in its truth file what it did; the answers are read. What the engine
# then says of every claim, payment and denial is compared with the truth: precision and recall must be 1.
#   tests/truth/loop.sh [CLAIMS [SEED]]
# With SJ_CONTRACT set the payers pay by contracts, which the office imports, and pay some lines below them.
set -euo pipefail
claims=${1:-2000} seed=${2:-7}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
home=$work/home partner=$work/home/partners/clearinghouse

allow_findings() { "$@" || [ $? -eq 1 ]; }

"$SCRUBJAY" init "$home" >/dev/null
sed -i 's/settle="[0-9]*"/settle="0"/' "$home/scrubjay.xml"
"$SCRUBJAY" simulate --claims "$claims" --seed "$seed" --as-of 2026-05-04 --out "$home/in/batch.837"
allow_findings "$SCRUBJAY" run -C "$home" --as-of 2026-05-04
mkdir "$work/clearinghouse"
mv "$partner"/outbox/* "$work/clearinghouse/"
contract=()
[ -z "${SJ_CONTRACT:-}" ] || contract=(--contract "$work/contract.csv")
"$SCRUBJAY" simulate "$work"/clearinghouse/* --seed "$seed" --out "$partner/inbox" --truth "$work/truth.json" \
    "${contract[@]}" >/dev/null
[ -z "${SJ_CONTRACT:-}" ] || "$SCRUBJAY" fees import "$work/contract.csv" -C "$home" | tail -3
for _ in 1 2 3; do
    allow_findings "$SCRUBJAY" run -C "$home" --as-of 2026-06-15
    [ -n "$(ls "$partner/inbox")" ] || break
done
[ -z "$(ls "$partner/inbox" "$home/error" | grep -v :)" ] || { echo "answers were left unread"; exit 1; }

"$SCRUBJAY" claims -C "$home" --json >"$work/claims.json"
"$SCRUBJAY" denials -C "$home" --as-of 2026-06-15 --json >"$work/denials.json"
"$SCRUBJAY" remits -C "$home" --json >"$work/remits.json"
python3 -c '
import json, sys
for trace in sorted({r["trace"] for r in json.load(open(sys.argv[1]))["remits"]}): print(trace)' \
    "$work/remits.json" >"$work/traces"
while read -r trace; do "$SCRUBJAY" remit "$trace" -C "$home" --json; done <"$work/traces" >"$work/payments.jsonl"

python3 "$SOURCE/tests/truth/compare.py" "$work"
