#!/usr/bin/env bash
# simulate --faults against check: every planted fault is found where it was planted, and nothing else is. Once without
# code tables, once with made-up ones and the faults that only these show.
# SJ_FAULT_CLAIMS: claims in all (10000); with 100000 it takes minutes in a build with sanitizers.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset SCRUBJAY_HOME
cd "$work"
claims=$((${SJ_FAULT_CLAIMS:-10000} / 2))
day=2026-04-16

# batch NAME TYPE [--tables DIR]
batch() {
    local name=$1 type=$2 share
    shift 2
    case $type in 837P) share=60 ;; 837I) share=22 ;; *) share=18 ;; esac
    "$SCRUBJAY" simulate --type "$type" --claims $((claims * share / 100)) --faults --as-of $day --seed 11 "$@" \
        --truth "$name.truth" --out "$name.x12"
}
for type in 837P 837I 837D; do
    batch "$type" "$type"
    batch "$type-tables" "$type" --tables tables
    "$SCRUBJAY" check --jsonl --no-hash --as-of $day "$type.x12" >"$type.jsonl" || [ $? -eq 1 ]
done
"$SCRUBJAY" init home >/dev/null
"$SCRUBJAY" codes import -C home tables/* >imported 2>&1 || { cat imported; exit 1; }
for type in 837P 837I 837D; do
    "$SCRUBJAY" check --jsonl --no-hash -C home --as-of $day "$type-tables.x12" >"$type-tables.jsonl" || [ $? -eq 1 ]
done

python3 - 837P 837I 837D 837P-tables 837I-tables 837D-tables <<'PYTHON'
import bisect, json, re, sys
TABLES = {"CD-0101", "CD-0102", "CD-0103"}  # a table that is not loaded, once a file: no fault of a claim
made = planted = hits = missed = extra = 0
ids = set()
for kind in sys.argv[1:]:
    truth = json.load(open(kind + ".truth", encoding="utf-8"))
    text = open(kind + ".x12", "rb").read()
    starts = [m.start() for m in re.finditer(rb"(?<=~\n)CLM\*", text)]
    width = len(truth["claims"][0]["account"])  # one fault is an account number that is too long
    accounts = [text[at + 4:at + 4 + width].decode() for at in starts]
    assert len(starts) == truth["made"] and len(set(accounts)) == len(accounts)
    want = {(c["account"], i) for c in truth["claims"] for i in c["findings"]}
    found = set()
    for line in open(kind + ".jsonl", encoding="utf-8"):
        r = json.loads(line)
        if r["record"] != "finding" or r["id"] in TABLES:
            continue
        # What is wrong above claims is told with the first of them; here each such provider has one.
        at = r["claim"] - 1 if r["claim"] else bisect.bisect(starts, r["offset"])
        found.add((accounts[at], r["id"]))
    for what, pairs in (("not found", want - found), ("not planted", found - want)):
        for pair in sorted(pairs)[:20]:
            print(f"{kind}: {what}: {pair}")
    made += truth["made"]
    planted += len(want)
    hits += len(want & found)
    missed += len(want - found)
    extra += len(found - want)
    ids |= {i for _, i in want}
print(f"{made} claims, {planted} planted findings of {len(ids)} kinds; "
      f"precision {hits / max(1, hits + extra):.4f}, recall {hits / max(1, planted):.4f}")
sys.exit(missed > 0 or extra > 0 or len(ids) < 300)
PYTHON
