# Every 835 of the public samples, posted: those that balance leave nothing in the clearing account, the others
# are refused with the segment and the amount that they are off by (remits.py reckons both by itself).
shared=${SJ_SHARED:-$SOURCE/../shared}
[ -f "$shared/corpus/MANIFEST.tsv" ] || exit 77
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
home=$work/home
"$SCRUBJAY" init "$home" >/dev/null
sed -i 's/settle="[0-9]*"/settle="0"/; s/give-up="[0-9]*"/give-up="0"/' "$home/scrubjay.xml"
python3 "$SOURCE/tests/corpus/remits.py" copy "$shared/corpus" "$home/partners/clearinghouse/inbox"
"$SCRUBJAY" run -C "$home" --as-of 2026-05-04 >/dev/null || [ $? -eq 1 ] || [ $? -eq 4 ]
"$SCRUBJAY" remits -C "$home" --json >"$work/remits.json"
"$SCRUBJAY" ledger -C "$home" --json >"$work/ledger.json"
python3 "$SOURCE/tests/corpus/remits.py" compare "$shared/corpus" "$work/remits.json" "$work/ledger.json"
