#!/usr/bin/env bash
# No fact is told twice: all cases of testdata/edits and all faults of simulate, checked with tables and all packs. Where two
# findings stand at one segment, once.tsv says what each of them tells.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset SCRUBJAY_HOME
data=$SOURCE/testdata/codes
cd "$work"
mkdir cases
"$SCRUBJAY" init home >/dev/null
"$SCRUBJAY" codes import -C home "$data"/icd10cm*.txt "$data"/HCPC2026_APR_ANWEB.txt "$data"/MCR_MUE_*.csv "$data"/AOC_*.txt \
    "$data"/PPRRVU*.csv "$data"/MCE_*.txt "$data"/cci*.txt >imported 2>&1 || { cat imported; exit 1; }
python3 "$SOURCE/tests/golden/once.py" make "$SOURCE" cases
"$SCRUBJAY" check --jsonl --no-hash -C home --as-of 2026-05-20 cases/*.837 >cases.jsonl || [ $? -eq 1 ]

"$SCRUBJAY" init made >/dev/null
for type in 837P:2500 837I:1100 837D:600; do
    "$SCRUBJAY" simulate --type "${type%:*}" --claims "${type#*:}" --faults --tables tables --as-of 2026-04-16 --seed 11 \
        --out "${type%:*}.x12"
done
"$SCRUBJAY" codes import -C made tables/* >imported 2>&1 || { cat imported; exit 1; }
"$SCRUBJAY" check --jsonl --no-hash -C made --as-of 2026-04-16 837?.x12 >faults.jsonl || [ $? -eq 1 ]
python3 "$SOURCE/tests/golden/once.py" judge "$SOURCE" cases.jsonl faults.jsonl
