#!/usr/bin/env bash
# The publishers' real files, where they are: each is taken whole, with the publisher's own number of rows.
# The numbers are those of the files: lines counted by other means (wc, awk, a CSV reader).
set -euo pipefail
data=${SJ_SHARED:-$SOURCE/../shared}/refdata
[ -d "$data" ] || exit 77
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
home=$work/home
"$SCRUBJAY" init "$home" >/dev/null
fail() {
    echo "FAILED: $*"
    exit 1
}
# take FILE TEXT…: the import says all of it.
take() {
    local file=$1
    shift
    [ -e "$file" ] || { echo "not here: $file"; return; }
    "$SCRUBJAY" codes import -C "$home" "$file" >"$work/out" 2>&1 || { cat "$work/out"; fail "$file"; }
    for text in "$@"; do
        grep -qF -- "$text" "$work/out" || { cat "$work/out"; fail "$file: no '$text'"; }
    done
}

take "$data/icd10cm/icd10cm_order_2018.txt" '71704 codes, 22423 headings' # 94,127 lines
take "$data/icd10cm/icd10cm_fy2024_order_desc.csv" '74044 codes, 23252 headings' # 97,296 rows
take "$data/icd10cm/icd10cm_codes_only_fy2026_apr.txt" 'FY2026-04: 74719 codes'
take "$data/icd10pcs/icd10pcs_codes_2018.txt" '78705 codes'
take "$data/hcpcs/HCPC2019_CONTR_ANWEB.txt" 'hcpcs 2019: 6440 codes' 'modifier 2019: 360 codes'
take "$data/hcpcs/hcpcs_level2_2024jul.csv" 'hcpcs 2024-07: 8033 codes'
take "$data/mpfs/PPRRVU2026_Jul_nonQPP_nodesc.csv" 'fee 2026-07: 19356 codes'
take "$data/ncci/mue_practitioner_2024q3.csv" 'mue_practitioner 2024-07: 14677 codes'
take "$data/ncci/mue_outpatient_hospital_2024q3.csv" 'mue_hospital 2024-07: 14628 codes'
take "$data/ncci/mue_dme_2024q3.csv" 'mue_dme 2024-07: 2928 codes'
take "$data/ncci/add_on_codes_2024q2.csv" 'addon 2024-04: 7465 rows of pairs'
take "$data/mce/MCE_Simple_Code_Edits_v37.txt" 'mce v37:'
take "$data/carc_rarc/carc_rarc_group_2024.csv" '405 codes' '1171 codes'
take "$data/taxonomy/nucc_taxonomy_251.csv" 'taxonomy 25.1: 883 codes'
take "$data/pos/pos_codes_2023sep.csv" 'pos 2023: 52 codes' # 99 rows, 47 of them unassigned
take "$data/ub04/tuva_revenue_center_code.csv" '526 codes'

# A later version that holds some of the lists only: the others stay as they were. Code by code against the files.
if [ -e "$data/mce/mce_v41_1_code_edits.csv" ]; then
    take "$data/mce/mce_v41_1_code_edits.csv" 'mce v41.1:' # without --force
    # Unacceptable as principal diagnosis by version 37, which version 41.1's excerpt does not speak of.
    unacceptable=$(awk -F'\t' '$5 ~ /^Principal_Unacceptable/ && $6 == "D" {print $7; exit}' "$data/mce/MCE_Simple_Code_Edits_v37.txt")
    "$SCRUBJAY" codes show -C "$home" "$unacceptable" --on 2024-05-01 >"$work/out" || fail "codes show $unacceptable"
    grep -qi 'principal' "$work/out" || { cat "$work/out"; fail "$unacceptable: a list was lost"; }
fi

# Codes alone, over a table with days, say less than is known.
if [ -e "$data/hcpcs/hcpcs_level2_codes_only_2026q3.txt" ]; then
    "$SCRUBJAY" codes import -C "$home" "$data/hcpcs/hcpcs_level2_codes_only_2026q3.txt" >/dev/null 2>&1 &&
        fail "codes alone took the place of days"
    rm "$home/tables/hcpcs.sjt"
    take "$data/hcpcs/hcpcs_level2_codes_only_2026q3.txt" 'hcpcs 2026-07: 8725 codes'
fi

# All pairs of a quarter; then a few of them, asked for, against the file itself.
for whom in practitioner hospital; do
    packed=$data/ncci/ncci_ptp_${whom}_2024q3.tsv.xz plain=$work/ncci_ptp_${whom}_2024q3.tsv
    if [ ! -e "$packed" ] || ! command -v xzcat >/dev/null; then continue; fi
    xzcat "$packed" >"$plain"
    rows=$(($(wc -l <"$plain") - 1))
    take "$plain" "ptp_$whom 2024-07: $rows rows of pairs"
    awk -F'\t' 'NR % 150001 == 2 { print $1, $2, $4 }' "$plain" >"$work/some"
    while read -r first second indicator; do
        "$SCRUBJAY" codes show -C "$home" "ptp_$whom" "$first" "$second" --on 2024-07-15 >"$work/out"
        grep -q "indicator $indicator" "$work/out" || { cat "$work/out"; fail "$whom $first $second $indicator"; }
    done <"$work/some"
    [ "$(wc -l <"$work/some")" -ge 10 ] || fail "too few pairs asked for"
    rm "$plain"
done
echo ok
