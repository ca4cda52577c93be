#!/usr/bin/env bash
# scrubjay codes and rules: tables imported into a home, listed, shown, compared; refusals leave the old in use.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
home=$work/home data=$SOURCE/testdata/codes
mkdir "$home"
install -m 600 "$SOURCE/engine/pipeline/sample.xml" "$home/scrubjay.xml"

codes() { "$SCRUBJAY" codes "$@" -C "$home"; }
fail() {
    echo "FAILED: $*"
    exit 1
}
# expect CODE TEXT COMMAND…: it exits so, and its output holds the text.
expect() {
    local want=$1 text=$2 code=0
    shift 2
    "$@" >"$work/out" 2>&1 || code=$?
    [ "$code" -eq "$want" ] || { cat "$work/out"; fail "exit $code, not $want: $*"; }
    grep -qF -- "$text" "$work/out" || { cat "$work/out"; fail "no '$text': $*"; }
}

# Nothing imported: places of service are there all the same.
expect 0 'pos              built-in        52' codes list
expect 0 '"kind":"carc","release":"2026-08","rows":407' codes list --json
expect 0 '"kind":"pos"' codes list --json
expect 3 'in no table' codes show E11.9
expect 0 'carc 15: on 05/02/2018 not valid any more' codes show carc 15 --on 2018-05-02
expect 3 'in no table' codes show state 15
expect 2 'no table' codes show parrot 15

# Two releases; the order in the command line does not matter.
expect 0 'icd10cm FY2026: 13 codes, 11 headings' codes import "$data/icd10cm_order_2026.txt"
expect 0 'icd10cm FY2026: 13 codes' codes import "$data/icd10cm_order_2025.txt"
expect 0 'nothing changes' codes import "$data/icd10cm_order_2025.txt"
expect 0 'modifier 2026-04: 8 codes' codes import "$data/HCPC2026_APR_ANWEB.txt"
expect 0 '"kind":"icd10cm","release":"FY2026","rows":13' codes list --json
expect 0 '"effective":"2024-10-01","through":"2026-09-30"' codes list --json

# History, with the dot and in small letters as people write.
expect 0 'icd10cm A009: on 12/01/2025 not valid any more' codes show a00.9 --on 2025-12-01
expect 0 '10/01/2024 - 09/30/2025' codes show A009
expect 0 'icd10cm R05: on 12/01/2025 a heading' codes show R05 --on 2025-12-01
expect 0 '[see A4467]' codes show A4466

# A dry run tells what would change and writes nothing.
expect 0 '+ J0290' codes import --dry-run "$data/icd10cm-order-April-2026.txt"
grep -qF '(nothing written)' "$work/out" || fail "dry run"
expect 3 'no table' codes show J0290
expect 0 '1 added, 0 ended, 0 changed' codes import "$data/icd10cm-order-April-2026.txt"

# Two published files side by side.
expect 0 '- A009' "$SCRUBJAY" codes diff "$data/icd10cm_order_2025.txt" "$data/icd10cm_order_2026.txt"
[ "$(grep -c . "$work/out")" -eq 5 ] || { cat "$work/out"; fail "5 codes differ"; }

# Cut, without a year, of another kind, not there: refused with a reason; the table in use stays.
before=$(sha256sum <"$home/tables/icd10cm.sjt")
head -c 1500 "$data/icd10cm_order_2026.txt" >"$work/icd10cm_order_2027.txt"
cp "$data/icd10cm_order_2026.txt" "$work/diagnoses.txt"
cp "$data/icd10cm_order_2026.txt" "$work/icd10cm_order_2028.txt"
expect 3 'cut short' codes import "$work/icd10cm_order_2027.txt"
expect 3 'fiscal year' codes import "$work/diagnoses.txt"
expect 3 'under another release' codes import "$work/icd10cm_order_2028.txt"
expect 3 'not a published code file' codes import "$SOURCE/README.md"
expect 3 'cannot be opened' codes import "$work/nowhere.txt"
expect 4 'nothing changes' codes import "$work/diagnoses.txt" "$data/icd10cm_order_2026.txt"
[ "$before" = "$(sha256sum <"$home/tables/icd10cm.sjt")" ] || fail "the table changed"

# A damaged table is told and left out; the others work.
printf 'x' | dd of="$home/tables/icd10cm.sjt" bs=1 seek=2000 conv=notrunc status=none
expect 7 'damaged' codes list
expect 7 'icd10cm.sjt' codes show J1885
grep -q '^hcpcs J1885' "$work/out" || fail "the other tables work"
expect 7 'damaged' codes import "$data/icd10cm_order_2025.txt"
expect 0 'icd10cm FY2025' codes import --force "$data/icd10cm_order_2025.txt"

expect 7 'home' "$SCRUBJAY" codes list -C "$work/nowhere"
expect 2 'usage' codes import
expect 2 'usage' codes sing
expect 2 'usage' codes show
expect 0 'all codes' env -u SCRUBJAY_HOME -C / "$SCRUBJAY" codes list
expect 0 'Examples' codes --help

# rules
expect 0 'PRV  error       5  Provider number (NPI) is wrong' "$SCRUBJAY" rules list
expect 0 '"id":"ED-0413","tier":"COD","severity":"error","title":"Line points to a diagnosis that is not there","snip":4' \
    "$SCRUBJAY" rules list --json
[ "$("$SCRUBJAY" rules list | grep -c '^ED-')" -ge 60 ] || fail "at least 60 edits"
expect 0 'Box 24E' "$SCRUBJAY" rules show ED-0413
expect 3 'no edit' "$SCRUBJAY" rules show ED-9999
expect 2 'usage' "$SCRUBJAY" rules sing
echo ok
