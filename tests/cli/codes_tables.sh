#!/usr/bin/env bash
# scrubjay codes: every kind of table from files and ZIPs, several parts of a quarter, pairs, forecast.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
home=$work/home data=$SOURCE/testdata/codes
"$SCRUBJAY" init "$home" >/dev/null

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
# pack ZIP FILE…
pack() { python3 -c 'import sys, zipfile, os
with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED) as z:
    for f in sys.argv[2:]: z.write(f, "folder/" + os.path.basename(f))' "$@"; }

# One command, each file told by its content.
expect 0 'fee 2026-04: 7 codes' codes import "$data"/PPRRVU2026_Apr.csv "$data"/MCR_MUE_*.csv "$data"/AOC_*.txt \
    "$data"/cpt_2026.csv "$data"/MCE_v43.txt
for kind in mue_practitioner mue_hospital mue_dme; do
    grep -qF "$kind 2026-04: 3 codes" "$work/out" || fail "$kind"
done
grep -qF 'addon 2026-04: 4 rows of pairs' "$work/out" || fail "addon"
grep -qF 'cpt 2026: 3 codes' "$work/out" || fail "cpt"
grep -qF 'mce v43: 6 codes' "$work/out" || fail "mce"
expect 0 'work RVU 1.00, total RVU office 1.45' codes show fee 9990226 --on 2026-05-01
expect 0 '4 units, indicator 3 (the day, clinical)' codes show mue_practitioner 99902 --on 2026-05-01
expect 0 '[women, ages 12 to 255] [global XXX]' codes show cpt 99902 --on 2026-05-01
expect 0 'maternity (9 to 64); women only' codes show O26.91 --on 2026-05-01
expect 0 'type 1' codes show 99911 99910

# The parts of a quarter belong together, plain or in ZIPs; a part without the others is refused.
pack "$work/ccipra-v321r0-f1.zip" "$data/ccipra-v321r0-f1.txt" "$SOURCE/README.md"
expect 3 'part of the quarter is missing' codes import "$data/ccipra-v321r0-f2.txt"
expect 0 'ptp_practitioner 2026-04: 5 rows of pairs; 5 added' codes import --dry-run \
    "$data/ccipra-v321r0-f2.txt" "$work/ccipra-v321r0-f1.zip"
grep -qF '+ 99901 99902' "$work/out" || fail "the diff names pairs"
expect 3 'no table' codes show 99901 99902
expect 0 'ptp_practitioner 2026-04: 5 rows of pairs; 5 added' codes import \
    "$data/ccipra-v321r0-f2.txt" "$work/ccipra-v321r0-f1.zip" "$data/ccioph-v321r0-f1.txt"
grep -qF 'ptp_hospital 2026-04: 1 rows of pairs' "$work/out" || fail "hospital"
expect 0 'ptp_practitioner 2026-04: 5 rows of pairs; already in use, nothing changes' codes import \
    "$data/ccipra-v321r0-f1.txt" "$data/ccipra-v321r0-f2.txt"
expect 0 'indicator 0, More extensive procedure' codes show 99901 99902
expect 0 '3 pairs with it first, 2 of them in force on 05/01/2026' codes show ptp_practitioner 99901 \
    --on 2026-05-01
expect 0 '"kind":"ptp_practitioner","release":"2026-04","rows":5' codes list --json

# What a ZIP holds besides is passed over; one that holds nothing is refused, and so is a broken one.
pack "$work/2026-code-tables.zip" "$data/icd10cm_order_2026.txt" "$data/HCPC2026_APR_ANWEB.txt"
expect 0 'icd10cm FY2026: 13 codes' codes import "$work/2026-code-tables.zip"
grep -qF 'modifier 2026-04' "$work/out" || fail "modifiers of the ZIP"
pack "$work/nothing.zip" "$SOURCE/README.md"
expect 3 'not a published code file' codes import "$work/nothing.zip"
head -c 600 "$work/2026-code-tables.zip" >"$work/cut.zip"
expect 3 'damaged' codes import "$work/cut.zip"
python3 -c 'import sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w") as z:
    z.writestr("[Content_Types].xml", "<Types/>"), z.writestr("xl/workbook.xml", "<workbook/>")' "$work/AOC_V2026Q3-MCR.xlsx"
expect 3 'no workbook' codes import "$work/AOC_V2026Q3-MCR.xlsx"
printf '\0\1' >"$work/AOC_V2026Q3-MCR.pdf"
pack "$work/pictures.zip" "$work/AOC_V2026Q3-MCR.pdf"
expect 3 'PDF and .xls are not read' codes import "$work/pictures.zip"
python3 -c 'import sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED) as z: z.writestr("a.txt", " " * (300 << 20))' "$work/bomb.zip"
expect 3 'more than any code table' codes import "$work/bomb.zip"

# Lists of a later version of the Medicare code editor: an excerpt leaves the lists that it lacks as they were.
printf 'icd_code,icd_conflict_group,icd_conflict_rule\nO99.9,Age,"Maternity (Age 9 to 64)"\n' >"$work/mce_v44.csv"
expect 0 'mce v44: 1 codes' codes import "$work/mce_v44.csv"
expect 0 'maternity (9 to 64); women only' codes show O26.91 --on 2026-05-01
expect 0 'women only' codes show O26.91 --on 2026-11-01
! grep -q 'maternity' "$work/out" || { cat "$work/out"; fail "version 44 has no O26.91 among its maternity codes"; }
expect 0 'manifestation, not principal' codes show F02.80 --on 2026-11-01

# A list that does not tell what it is, and a kind that does not fit.
printf 'code,description\n0450,Emergency room\n' >"$work/list_2026.csv"
expect 3 'not a published code file' codes import "$work/list_2026.csv"
expect 0 'revenue 2026: 1 codes' codes import --kind revenue "$work/list_2026.csv"
expect 3 'this is no row' codes import --kind pos "$work/list_2026.csv"
expect 2 'no table' codes import --kind songs "$work/list_2026.csv"

# A release of ICD-10-CM alone leaves PCS alone.
printf '%s\n' '00001 001     0 Central Nervous, Bypass                                      x, Central Nervous, Bypass' \
    '00002 0016070 1 Bypass Cerebral Ventricle                                    Bypass Cerebral Ventricle' \
    >"$work/icd10pcs_order_2026.txt"
expect 0 'icd10pcs FY2026: 1 codes, 1 headings' codes import "$work/icd10pcs_order_2026.txt"
before=$(sha256sum <"$home/tables/icd10pcs.sjt")
expect 0 'icd10cm FY2026-04' codes import "$data/icd10cm-order-April-2026.txt"
[ "$before" = "$(sha256sum <"$home/tables/icd10pcs.sjt")" ] || fail "PCS changed"

# A half-written table is not there: where the disk ends, the old one stays.
before=$(sha256sum <"$home/tables/mue_dme.sjt")
sed 's/^99901,1,/99901,7,/' "$data"/MCR_MUE_DMESupplierServices_Eff_04-01-2026.csv >"$work/MCR_MUE_DME_Eff_04-01-2026.csv"
if (trap '' XFSZ; ulimit -f 0; codes import "$work/MCR_MUE_DME_Eff_04-01-2026.csv") >/dev/null 2>&1; then
    fail "written without room"
fi
[ "$before" = "$(sha256sum <"$home/tables/mue_dme.sjt")" ] || fail "the table changed"
expect 0 'mue_dme 2026-04: 3 codes; 0 added, 0 ended, 1 changed' codes import "$work/MCR_MUE_DME_Eff_04-01-2026.csv"
[ -z "$(find "$home/tables" -name '*.part')" ] || fail "a part is left"

# Which codes of open claims end soon: A009 ends with FY2025.
expect 0 'icd10cm' codes import "$data/icd10cm_order_2025.txt"
"$SCRUBJAY" simulate --claims 6 --seed 3 --as-of 2025-08-15 --out "$work/batch.837" >/dev/null
sed -i '0,/HI\*ABK:[A-Z0-9]*/s//HI*ABK:A009/' "$work/batch.837"
grep -q 'ABK:A009' "$work/batch.837" || fail "the sample holds A009"
expect 0 'icd10cm A009 ends 09/30/2025' codes forecast "$work/batch.837" --as-of 2025-08-15
grep -qF '6 claims; 1 of their codes end within 90 days of 08/15/2025' "$work/out" || { cat "$work/out"; fail "forecast"; }
expect 0 '"kind":"icd10cm","code":"A009","ends":"2025-09-30"' codes forecast "$work/batch.837" --as-of 2025-08-15 --json
expect 0 '6 claims; 0 of their codes' codes forecast "$work/batch.837" --as-of 2025-08-15 --days 30
expect 0 '0 claims; 0 of their codes' codes forecast --as-of 2025-08-15
sed -i 's/settle="[0-9]*"/settle="0"/' "$home/scrubjay.xml"
cp "$work/batch.837" "$home/in/"
"$SCRUBJAY" run -C "$home" --as-of 2025-08-15 >/dev/null 2>&1 || true
expect 0 'icd10cm A009 ends 09/30/2025' codes forecast --as-of 2025-08-15
grep -qF '6 claims; 1 of their codes' "$work/out" || { cat "$work/out"; fail "forecast of the store"; }
expect 3 'cannot' codes forecast "$work/nowhere.837"
echo ok
