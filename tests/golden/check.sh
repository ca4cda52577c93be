#!/usr/bin/env bash
# scrubjay check against the outputs beside testdata/check/*.837 and *.835: NAME.txt for people (types 1 to 3,
# so that it shows the form and not the edits of the day), NAME.json. --jsonl must tell the same.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$SOURCE/testdata/check"
failed=0

for file in *.837 *.835; do
    name=${file%.*}
    for form in no-color json jsonl; do
        "$SCRUBJAY" check --snip 3 --$form "$file" >"$work/$form" 2>"$work/err" || [ $? -eq 1 ]
        [ ! -s "$work/err" ] || { echo "$file --$form: standard error is not empty"; cat "$work/err"; failed=1; }
    done
    diff -u "$name.txt" "$work/no-color" || { echo "FAILED: $file, text"; failed=1; }
    python3 - "$name.json" "$work/json" "$work/jsonl" <<'PYTHON' || { echo "FAILED: $file, JSON"; failed=1; }
import json, sys
expected, whole = (json.load(open(path, encoding="utf-8")) for path in sys.argv[1:3])
lines = [json.loads(line) for line in open(sys.argv[3], encoding="utf-8")]
def show(what, wanted, found):
    if wanted != found:
        print(f"{what}:\n  wanted {json.dumps(wanted)}\n  found  {json.dumps(found)}")
    return wanted == found
ok = show("JSON", expected, whole)

# The lines, put together again, are the object.
def records(kind, drop=()):
    return [{k: v for k, v in r.items() if k not in ("record", "file") + drop}
            for r in lines if r["record"] == kind]
file = whole["files"][0]
sets = [t for i in file["interchanges"] for g in i["groups"] for t in g["transactions"]]
ok &= show("findings", file["findings"], records("finding"))
ok &= show("claims", file["claims"], records("claim", ("interchange", "group")))
ok &= show("transactions", sets, records("transaction", ("interchange", "group")))
ok &= show("totals", whole["totals"], records("totals")[0])
ok &= show("end", {k: file[k] for k in ("bytes", "status", "sha256", "charge", "clean_charge",
                                       "warned_charge", "held_charge", "causes")}, records("end")[0])

# What the contract promises of every output.
totals = whole["totals"]
ok &= show("sum of verdicts", totals["claims"], totals["clean"] + totals["warned"] + totals["held"])
ok &= show("order of findings", sorted(f["offset"] for f in file["findings"] if f["claim"]),
           [f["offset"] for f in file["findings"] if f["claim"]])
sys.exit(not ok)
PYTHON
done
exit $failed
