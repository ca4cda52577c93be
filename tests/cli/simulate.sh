#!/usr/bin/env bash
# scrubjay simulate: the same seed makes the same bytes; what it makes and what it answers pass our own check;
# wrong use is refused with exit 2.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
day=2026-05-04

fail() {
    echo "FAILED: $*"
    exit 1
}
exits() { # exits CODE command…
    local wanted=$1 code=0
    shift
    "$@" >"$work/out" 2>"$work/err" || code=$?
    [ "$code" -eq "$wanted" ] || { cat "$work/err"; fail "exit $code, not $wanted: ${*:2}"; }
}
make() { "$SCRUBJAY" simulate --as-of "$day" "$@"; }

# 1. Same seed, same bytes.
for type in 837P 837I 837D 835 277CA; do
    make --claims 50 --seed 3 --type "$type" >"$work/a.$type"
    make --claims 50 --seed 3 --type "$type" --out "$work/b.$type"
    make --claims 50 --seed 4 --type "$type" >"$work/c.$type"
    cmp -s "$work/a.$type" "$work/b.$type" || fail "$type: the same seed made other bytes"
    cmp -s "$work/a.$type" "$work/c.$type" && fail "$type: another seed made the same bytes"
done

# 2. What it makes has neither an error nor a warning, but for two habits of payers that it has on purpose: a
# status 21 that does not say what is missing, an acceptance without the payer's number.
clean() {
    "$SCRUBJAY" check --as-of "$day" --json "$@" >"$work/check.json" || {
        head -c 2000 "$work/check.json"
        fail "check found errors in $*"
    }
    python3 - "$work/check.json" <<'PY' || fail "check has something to say of $*"
import json, sys
report = json.load(open(sys.argv[1]))
found = [f for file in report["files"] for f in file["findings"] if f["severity"] != "info"
         and (f["id"], f["severity"]) not in (("IG-4702", "warning"), ("IG-4705", "warning"))]
for f in found[:5]: print(f)
sys.exit(1 if found else 0)
PY
}
for seed in 1 2 3; do
    make --claims 500 --seed "$seed" --out "$work/batch.$seed"
    clean "$work/batch.$seed"
done
for type in 837I 837D 835 277CA; do
    make --claims 500 --seed 1 --type "$type" --out "$work/$type"
    clean "$work/$type"
done

# 3. So have the answers, and answering twice writes the same files and the same truth.
mkdir "$work/one" "$work/two"
"$SCRUBJAY" simulate "$work/batch.1" --seed 9 --out "$work/one" --truth "$work/one.json" >"$work/names"
"$SCRUBJAY" simulate "$work/batch.1" --seed 9 --out "$work/two" --truth "$work/two.json" >/dev/null
diff -r "$work/one" "$work/two" || fail "the same seed answered otherwise"
cmp "$work/one.json" "$work/two.json" || fail "the same seed told another truth"
diff <(sort "$work/names") <(ls "$work/one") || fail "the names told are not those of the files"
clean "$work"/one/*
for type in TA1 999 277CA 835; do
    ls "$work/one" | grep -q "_${type}_" || fail "there is no $type among the answers"
done

# 4. The truth file says of every claim what became of it, and names files that exist.
python3 - "$work/one.json" "$work/one" <<'PY'
import json, os, sys
truth = json.load(open(sys.argv[1]))
assert truth["schema"] == 1 and truth["seed"] == 9
claims = truth["claims"]
assert len(claims) == 500 and len({c["account"] for c in claims}) == 500
fates = {"paid", "contractual", "deductible", "partly_denied", "denied", "hidden_denial", "rejected",
         "reversed", "takeback", "duplicate", "silent"}
assert {c["fate"] for c in claims} == fates
for c in claims:
    assert set(c) == {"account", "fate", "paid", "denied", "files"}, c
    assert all(os.path.exists(os.path.join(sys.argv[2], f)) for f in c["files"]), c
    denied = c["fate"] in ("denied", "hidden_denial", "partly_denied")
    assert bool(c["denied"]) == denied or c["fate"] == "reversed", c
    assert (c["fate"] == "silent") == (not c["files"]), c
PY

# 5. A mix of one fate is that fate alone.
mkdir "$work/mix"
"$SCRUBJAY" simulate "$work/batch.2" --mix contractual=70,silent=30 --out "$work/mix" --truth "$work/mix.json" >/dev/null
python3 -c '
import json, sys
assert {c["fate"] for c in json.load(open(sys.argv[1]))["claims"]} == {"contractual", "silent"}' "$work/mix.json"

# 6. Wrong use.
exits 2 "$SCRUBJAY" simulate
exits 2 "$SCRUBJAY" simulate --claims 5 "$work/batch.1"
exits 2 "$SCRUBJAY" simulate --claims five
exits 2 "$SCRUBJAY" simulate --claims 5 --type 834
exits 2 "$SCRUBJAY" simulate --claims 5 --type 835 --faults
exits 2 "$SCRUBJAY" simulate --claims 5 --truth "$work/truth"
exits 2 "$SCRUBJAY" simulate "$work/batch.1"
exits 2 "$SCRUBJAY" simulate "$work/batch.1" --out "$work/mix" --mix paid=99
exits 3 "$SCRUBJAY" simulate "$work/none" --out "$work/mix"
exits 3 "$SCRUBJAY" simulate "$work/names" --out "$work/mix"
exits 3 "$SCRUBJAY" simulate "$work/batch.1" --out "$work/nowhere"
exits 0 "$SCRUBJAY" simulate --help
head -1 "$work/out" | grep -q '^Examples:' || fail "the help does not open with examples"
