#!/usr/bin/env bash
# Patterns of denials, and the rules drafted from them: each draft loads, its examples come out as they say, and it
# trips on the claims that the pattern was made of.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
home=$work/home
period=(--as-of 2026-06-05 --since 2026-05-01 -C "$home")

fail() {
    echo "FAILED: $*"
    exit 1
}

"$SCRUBJAY" init "$home" >/dev/null
sed -i 's/settle="[0-9]*"/settle="0"/' "$home/scrubjay.xml"
cp "$SOURCE/testdata/sample/batch.837" "$home/in/"
"$SCRUBJAY" run -C "$home" --as-of 2026-05-04 >/dev/null || [ $? -eq 1 ]
"$SCRUBJAY" denials patterns "${period[@]}" | grep -q 'Patterns of three or more lines: none' || fail "patterns of nothing"
cp "$SOURCE/testdata/remits/answers.835" "$home/partners/clearinghouse/inbox/"
"$SCRUBJAY" run -C "$home" --as-of 2026-06-05 >/dev/null || [ $? -eq 1 ]

# By hand from answers.835: 36415 of DEMO-1001 twice (posted, then corrected; the reversal takes the first away), 97161
# of DEMO-1011, 99214-25 and 93000 of DEMO-1004.
"$SCRUBJAY" denials patterns --least 1 "${period[@]}" --json >"$work/told.json"
python3 - "$work/told.json" >"$work/keys" <<'PY' || fail "the patterns"
import json, sys
rows = json.load(open(sys.argv[1], encoding="utf-8"))["sections"]["patterns"]["rows"]
found = {(r["payer_id"], r["procedure"], r["codes"].split()[0], r["lines"], r["denied"]) for r in rows}
wanted = {("90001", "36415", "CO-97", 1, "15.00"), ("90001", "97161-GP", "CO-16", 1, "130.00"),
          ("90004", "99214-25", "CO-50", 1, "200.00"), ("90004", "93000", "CO-50", 1, "60.00")}
assert found == wanted, found ^ wanted
assert all(r["decided"] >= r["lines"] and r["diagnosis"] != "any" for r in rows), rows
for r in rows: print(r["pattern"], r["procedure"])
PY
while read -r key procedure; do
    "$SCRUBJAY" rules suggest "$key" "${period[@]}" >"$work/draft.xml" || fail "no draft of $key"
    ! grep -Eq 'WREN|AMBER|DEMO-10|SAMPLE-' "$work/draft.xml" || fail "a patient in a draft"
    "$SCRUBJAY" rules test "$work/draft.xml" >"$work/test" || { cat "$work/test"; fail "the draft of $key does not load"; }
    grep -q "ok trips" "$work/test" && grep -q "ok not" "$work/test" || fail "the draft of $key has no two examples"
done <"$work/keys"
cp "$work/draft.xml" "$home/packs/" # the last one
read -r key procedure < <(tail -1 "$work/keys")
"$SCRUBJAY" check --as-of 2026-05-04 -C "$home" "$SOURCE/testdata/sample/batch.837" >"$work/checked" || [ $? -eq 1 ]
grep -q "DRAFT${key#P-}:pattern-" "$work/checked" || fail "the draft ($procedure) trips on none of the claims"

code=0
"$SCRUBJAY" rules suggest P-000000 "${period[@]}" 2>"$work/err" || code=$?
[ "$code" -eq 2 ] && grep -q "no pattern P-000000" "$work/err" || fail "a pattern that there is not: exit $code"
