#!/usr/bin/env bash
# Builds a release, makes files of 10 and 100 MB, measures, prints a table.
#   bash tests/bench/run.sh            the table
#   bash tests/bench/run.sh --json     one JSON object: figures by name, unit, ratio to the yardstick
# SJ_BENCH_MB: size of the large files (100). SJ_BENCH_PAYMENTS: claim payments to post (20000). SJ_KERNEL is not passed on: the best kernel is measured.
set -euo pipefail
cd "$(dirname "$0")/../.."
json=""
case ${1:-} in
"") ;;
--json) json=--json ;;
*) echo "usage: tests/bench/run.sh [--json]" >&2; exit 2 ;;
esac
bash engine/packages.sh build

build=build/bench
data=$build/data
mkdir -p "$data"
SJ_TARGETS="bench scrubjay_program" bash engine/release.sh "$build" -DSJ_BENCH=ON

# make FILE TYPE MEGABYTES: as many claims as fill it, reckoned from twenty thousand of them.
make() {
    local sample
    [ "$1" -nt "$build/scrubjay" ] && return
    sample=$("$build/scrubjay" simulate --type "$2" --claims 20000 --as-of 2026-04-16 | wc -c)
    "$build/scrubjay" simulate --type "$2" --claims $(($3 * 1000000 * 20000 / sample)) --as-of 2026-04-16 --out "$1"
}

megabytes=${SJ_BENCH_MB:-100}
files=()
for type in 837P 835 837I 837D 277CA; do
    make "$data/large.$type" $type "$megabytes"
    make "$data/small.$type" $type $((megabytes / 10))
    files+=("$type" "$data/large.$type" "$data/small.$type")
done

# A home with a batch that is taken at once.
claims=50000
home=$build/home
rm -rf "$home"
"$build/scrubjay" init "$home" >/dev/null
sed -i 's/settle="[0-9]*"/settle="0"/' "$home/scrubjay.xml"
"$build/scrubjay" simulate --claims $claims --as-of 2026-04-16 --out "$home/in/batch.837"

# A home with the code tables that CMS published for the third quarter of 2024, all packs in use, and claims
# of that time. They are not ours to ship: without them these figures are left out.
full=
refdata=${SJ_SHARED:-../shared}/refdata
if [ -d "$refdata" ]; then
    full=$build/full
    make_full() {
        local packed
        rm -rf "$full"
        "$build/scrubjay" init "$full" >/dev/null
        sed -i 's|<partner name|<packs><pack id="COMM" use="yes"/></packs>\n  <partner name|' "$full/scrubjay.xml"
        for packed in "$refdata"/ncci/*.tsv.xz; do
            xz -dkc "$packed" >"$full/$(basename "$packed" .xz)"
        done
        "$build/scrubjay" codes import -C "$full" "$refdata/icd10cm/icd10cm_fy2024_order_desc.csv" \
            "$refdata/icd10pcs/icd10pcs_codes_2018.txt" "$refdata/hcpcs/hcpcs_level2_2024jul.csv" \
            "$refdata/mpfs/PPRRVU2026_Jul_nonQPP_nodesc.csv" "$refdata"/ncci/*.csv "$full"/*.tsv \
            "$refdata/mce/MCE_Simple_Code_Edits_v37.txt" "$refdata/taxonomy/nucc_taxonomy_251.csv" \
            "$refdata/pos/pos_codes_2023sep.csv" >"$full/import.log"
        rm "$full"/*.tsv
        "$build/scrubjay" simulate --claims 1 --as-of 2024-09-20 --out "$full/one.x12"
        for type in 837P 837I 837D; do
            "$build/scrubjay" simulate --type $type --claims $((megabytes * 900)) --as-of 2024-09-20 --out "$full/$type.x12"
        done
    }
    [ "$full/837D.x12" -nt "$build/scrubjay" ] || make_full
fi

# Another without claims, for posting.
rm -rf "$home-posting"
"$build/scrubjay" init "$home-posting" >/dev/null

unset SJ_KERNEL
"$build/bench" $json "$build/scrubjay" "$home" $claims "$full" "${files[@]}"
