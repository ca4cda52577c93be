#!/usr/bin/env bash
# check with a home: what was sent before is found in the store, with where and when; what may be sent again is not.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset SCRUBJAY_HOME
day=2026-04-16 home=$work/home
fail() {
    echo "FAILED: $*"
    exit 1
}
"$SCRUBJAY" init "$home" >/dev/null
sed -i 's/settle="[0-9]*"/settle="0"/' "$home/scrubjay.xml"
seed=20
for type in 837P 837I 837D; do
    seed=$((seed + 1))
    "$SCRUBJAY" simulate --type $type --seed $seed --claims 40 --as-of $day --out "$work/$type.x12"
    # An empty store says nothing.
    "$SCRUBJAY" check -C "$home" --as-of $day --jsonl "$work/$type.x12" >"$work/out" || { cat "$work/out"; fail "$type before"; }
    cp "$work/$type.x12" "$home/in/"
done
"$SCRUBJAY" run -C "$home" --as-of $day >/dev/null

# The same services under other account numbers: every claim but replacements.
for type in 837P 837I 837D; do
    sed 's/^CLM\*T/CLM*U/; s/^REF\*6R\*T/REF*6R*U/' "$work/$type.x12" >"$work/again.$type"
    code=0
    "$SCRUBJAY" check -C "$home" --as-of $day --jsonl "$work/again.$type" >"$work/out" || code=$?
    [ $code -eq 1 ] || fail "$type: exit $code"
    python3 - "$work/out" "$work/again.$type" $type <<'PY'
import json, re, sys
from datetime import date
rows = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]
claims = re.findall(r"^CLM\*(U\w+)\*[^~]*?:[AB]:(\d)\*", open(sys.argv[2]).read(), re.M)
want = {a for a, frequency in claims if frequency == "1"}
found = {r["account"] for r in rows if r["record"] == "finding" and r["id"] in ("ED-1102", "ED-1104")}
assert len(claims) == 40 and found == want, sorted(found ^ want)
text = next(r["message"] for r in rows if r["record"] == "finding" and r["id"] in ("ED-1102", "ED-1104"))
assert re.search(r"claim T\w+, received \d\d/\d\d/\d{4} in " + sys.argv[3] + r"\.x12 \(sent\)", text), text
PY
    # Read from a pipe it is the same.
    "$SCRUBJAY" check -C "$home" --as-of $day --jsonl - <"$work/again.$type" >"$work/piped" || true
    [ "$(grep -c '"ED-110[24]"' "$work/out")" -eq "$(grep -c '"ED-110[24]"' "$work/piped")" ] || fail "$type: piped"
done

# Without the home nothing is known of it; other patients and other days have no history.
"$SCRUBJAY" check --as-of $day --jsonl "$work/again.837P" >"$work/out" || fail "without a home"
"$SCRUBJAY" simulate --seed 99 --claims 40 --as-of $day --out "$work/others.837"
"$SCRUBJAY" check -C "$home" --as-of $day --jsonl "$work/others.837" >"$work/out" || { grep ED- "$work/out"; fail "other patients"; }
