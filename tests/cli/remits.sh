#!/usr/bin/env bash
# The sample batch, answered by hand (testdata/remits): what remits, remit, denials and report then say. The
# files beside it hold what is expected; SJ_UPDATE=1 writes them anew.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
data=$SOURCE/testdata/remits home=$work/home day=2026-06-05

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
expect() { # expect NAME command…: what it prints is testdata/remits/NAME
    local name=$1
    shift
    exits 0 "$SCRUBJAY" "$@" -C "$home"
    sed -i 's/"id":[0-9]*,//g' "$work/out" # ids hold the time
    [ -z "${SJ_UPDATE:-}" ] || cp "$work/out" "$data/$name"
    diff "$data/$name" "$work/out" || fail "$* says something else than testdata/remits/$name"
}
run() { exits "$1" "$SCRUBJAY" run -C "$home" --as-of "$2"; }

"$SCRUBJAY" init "$home" >/dev/null
sed -i 's/settle="[0-9]*"/settle="0"/' "$home/scrubjay.xml"
cp "$SOURCE/testdata/sample/batch.837" "$home/in/"
"$SCRUBJAY" run -C "$home" --as-of 2026-05-04 >/dev/null || [ $? -eq 1 ]

# Before anything came back.
exits 0 "$SCRUBJAY" remits -C "$home"
grep -q "No remittance was read yet" "$work/out" || fail "remits without any"
exits 0 "$SCRUBJAY" denials -C "$home"
grep -q "No open denials" "$work/out" || fail "denials without any"

cp "$data/answers.835" "$home/partners/clearinghouse/inbox/"
"$SCRUBJAY" run -C "$home" --as-of "$day" >/dev/null || [ $? -eq 1 ]
expect remits.txt remits
for trace in EFT900001 EFT900002 EFT900003 EFT900004; do expect "remit-$trace.txt" remit "$trace"; done
expect remit-EFT900002.json remit EFT900002 --json --patients none
expect denials.txt denials --as-of "$day"
expect denials-why.txt denials --why --as-of "$day"
expect denials.csv denials --csv --as-of "$day"
expect denials.json denials --json --patients full --as-of "$day"

# The same file again, under another name and in another interchange: nothing changes.
sed 's/000000501/000000502/g' "$data/answers.835" >"$home/partners/clearinghouse/inbox/again.835"
"$SCRUBJAY" run -C "$home" --as-of "$day" >/dev/null || [ $? -eq 1 ]
expect denials.txt denials --as-of "$day"
[ "$("$SCRUBJAY" remits -C "$home" | grep -c duplicate)" -eq 5 ] || fail "duplicates are not all told"

# The report: tests/golden/reports.sh reads what is in it. Here: what is written, and where.
exits 0 "$SCRUBJAY" report nightly -C "$home" --as-of "$day" --out "$work/reports"
for file in .html .xlsx .json -csv/denials.csv -csv/rejections.csv -csv/remits.csv; do
    [ -s "$work/reports/nightly-$day$file" ] || fail "no nightly-$day$file"
done
[ -z "$(find "$work/reports" -name '*.part')" ] || fail "a temporary file is left"
[ -z "$(find "$work/reports" -type f -perm /077)" ] || fail "others may read a report"
exits 0 "$SCRUBJAY" report nightly -C "$home" --as-of "$day" --format html --out "$work/page"
[ "$(find "$work/page" -type f | wc -l)" -eq 1 ] || fail "more than the page was written"
exits 0 "$SCRUBJAY" report nightly -C "$home" --as-of "$day"
[ -s "$home/reports/nightly-$day.html" ] || fail "no report in the home"

# What is odd about remittances that are posted all the same stands in the nightly report, by payer.
odd=$work/odd
"$SCRUBJAY" init "$odd" >/dev/null
sed -i 's/settle="10"/settle="0"/' "$odd/scrubjay.xml"
for name in unknown-reason negative-claim future-service future-payment missing-svc; do
    cp "$data/bad/$name.835" "$odd/partners/clearinghouse/inbox/"
done
"$SCRUBJAY" run -C "$odd" >/dev/null || [ $? -eq 1 ]
"$SCRUBJAY" report nightly --json -C "$odd" | python3 -c '
import json, sys
rows = json.load(sys.stdin)["sections"]["odd"]["rows"]
got = sorted((r["finding"], r["payments"], r["paid"], r["trace"]) for r in rows)
assert got == [("RM-0101", 1, "80.00", "BAD07"), ("RM-0111", 1, "-30.00", "BAD12"), ("RM-0112", 1, "90.00", "BAD15"),
               ("RM-0113", 1, "90.00", "BAD14")], got' || fail "what is odd"

# Wrong use.
exits 2 "$SCRUBJAY" remit -C "$home"
exits 2 "$SCRUBJAY" report -C "$home"
exits 2 "$SCRUBJAY" report daily -C "$home"
exits 2 "$SCRUBJAY" report nightly -C "$home" --format pdf
exits 2 "$SCRUBJAY" denials -C "$home" --json --csv
exits 2 "$SCRUBJAY" denials -C "$home" --patients all
exits 2 "$SCRUBJAY" remits -C "$home" EFT1
"$SCRUBJAY" remit -C "$home" NOSUCH >"$work/out" 2>"$work/err" && fail "a remittance that is not there"
grep -q "no remittance with this trace" "$work/err" || fail "no word about the trace"
for command in remits remit denials report; do
    exits 0 "$SCRUBJAY" "$command" --help
    head -1 "$work/out" | grep -q "Examples" || fail "$command --help does not open with examples"
done
echo "remits, remit, denials and report say what they should"
