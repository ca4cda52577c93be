#!/usr/bin/env bash
# scrubjay rules, and packs in a home: listed, tested, explained, imported, used by check; a broken one is told
# and left out. Safe repairs.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
fail() { echo "FAILED: $1" >&2; exit 1; }
data=$SOURCE/testdata
home=$dir/home
"$SCRUBJAY" init "$home" > /dev/null

# More than 150 edits, each with the keys that others rely on.
"$SCRUBJAY" rules list --json > list.json
python3 - <<'PY'
import json
edits = json.load(open("list.json"))["edits"]
ids = [e["id"] for e in edits]
assert len(set(ids)) == len(ids) > 150, len(ids)
for e in edits:
    for key in ("id", "severity", "title", "snip", "pack"):
        assert e[key], (e, key)
assert {"builtin", "BASE", "MCRB", "MCRA", "DENTAL"} <= {e["pack"] for e in edits}
# What judges by a condition elsewhere: situations of all guides, balances, code lists, remittances.
of = {e["id"]: e for e in edits}
assert all(e["tier"] for e in edits if e["pack"] in ("guides", "balances", "code lists", "remittances"))
assert of["IG-4112"]["tier"] == "SIT" and of["IG-4112"]["snip"] == 4 and of["IG-4602"]["snip"] == 6
assert {"IG-4514", "IG-4705", "IG-4802", "BL-0204", "CD-0220", "RM-0103"} <= set(of)
assert "COMM" not in {e["pack"] for e in edits}
PY

# All examples of all shipped packs.
for pack in BASE MCRB MCRA DENTAL COMM; do
    "$SCRUBJAY" rules test $pack | grep 'all come out as they say' > /dev/null || fail "examples of $pack"
done
"$SCRUBJAY" rules show BASE:visit-with-minor-procedure | grep 'each line, professional claims' > /dev/null || fail "show"
"$SCRUBJAY" rules show IG-4112 > out
grep -q '^IG-4112 .*(SIT, error, SNIP 4)' out || fail "show a situation"
grep -q "when Claim frequency (CLM05-3) is 7 or 8" out || fail "a situation in plain words: $(cat out)"
grep -q "then Payer's claim control number (REF F8) must be there" out || fail "what a situation needs"
"$SCRUBJAY" rules fields line.procedure | grep 'P: 2400 SV101-2 (CMS-1500 Box 24D)' > /dev/null || fail "fields"

# A mistake: file, line, column, what was found and meant; exit 1.
code=0
"$SCRUBJAY" rules test "$data/packs/broken.xml" 2> told || code=$?
[ $code -eq 1 ] || fail "a broken pack must exit 1, not $code"
grep -q 'did you mean line.procedure?), line 10, column 11' told || fail "broken: $(cat told)"

# In a home: the good pack is used, the broken one told, and everything else works.
cp "$data/packs/acme.xml" "$data/packs/broken.xml" "$home/packs/"
code=0
"$SCRUBJAY" check -C "$home" --as-of 2026-05-04 "$data/sample/batch.837" > out 2> told || code=$?
[ $code -eq 1 ] || fail "check must exit 1, not $code"
grep -q 'a rule pack is not used' told || fail "the broken pack was not told"
grep -q 'ACME:visit warning' out || fail "the home's pack was not used"
"$SCRUBJAY" check --as-of 2026-05-04 "$data/sample/batch.837" 2>&1 | grep ACME > /dev/null && fail "no home, no ACME"
"$SCRUBJAY" rules explain -C "$home" ACME:visit --file "$data/sample/batch.837" 2> /dev/null > out
grep -q "yes  line.charge > 100   \[line.charge is" out || fail "explain: $(head -5 out)"

# Turned off in scrubjay.xml.
rm "$home/packs/broken.xml"
sed -i 's|<partner name|<packs><pack id="ACME" use="no"/><pack id="COMM" use="yes"/></packs>\n  <partner name|' \
    "$home/scrubjay.xml"
"$SCRUBJAY" rules list -C "$home" > out
grep -q '^COMM:' out || fail "COMM was turned on"
grep -q '^ACME:' out && fail "ACME was turned off"

# A spreadsheet: each row in plain words, then a pack that is in use.
"$SCRUBJAY" rules import -C "$home" "$data/packs/rules.csv" --pack SHEET > out
grep -q '^row 2: for payer 12345: a line with procedure 97110-97140 needs modifier GP$' out || fail "import"
"$SCRUBJAY" rules list -C "$home" | grep '^SHEET:row-2' > /dev/null || fail "the imported pack is not used"

# Repairs: the copy is the clean file again, the original stays.
sed -e 's/N4\*SPRINGFIELD\*IL\*627010001/N4*Springfield*IL*62701-0001/; s/HI\*ABK:J029/HI*ABK:J02.9/' \
    "$data/sample/batch.837" > odd.837
cp odd.837 before.837
"$SCRUBJAY" check --as-of 2026-05-04 -q --repair upper,zip,dots --out mended.837 odd.837 > /dev/null 2> told || true
cmp odd.837 before.837 || fail "the original was changed"
cmp mended.837 "$data/sample/batch.837" || fail "the repaired copy differs"
grep -q 'N403 of the segment at byte [0-9]*: zip' told || fail "repairs were not told"
! grep -q 62701 told || fail "a value was told on standard error"
code=0
"$SCRUBJAY" check --repair codes odd.837 > /dev/null 2>&1 || code=$?
[ $code -eq 2 ] || fail "an unknown repair must exit 2, not $code"

# At intake: recorded with the claim and in the audit log.
sed -i 's|<partner name|<repairs use="zip dots"/>\n  <partner name|; s|settle="10"|settle="0"|' "$home/scrubjay.xml"
cp odd.837 "$home/in/"
"$SCRUBJAY" run -C "$home" --as-of 2026-05-04 > /dev/null || true
grep -rq 'Repaired before judging: [0-9]* values (zip dots)' "$home/reports" || fail "the report tells no repairs"
account=$(grep -ao 'CLM\*[A-Z0-9-]*' odd.837 | head -1 | cut -c5-)
"$SCRUBJAY" claim -C "$home" "$account" > out
grep -q '62701-0001' out || fail "the claim does not show what was repaired"
cmp "$(find "$home/archive" -name 'odd.837*' | head -1)" odd.837 || fail "the original was not kept"

# Backtest over the store's own claims: nothing was decided yet.
"$SCRUBJAY" rules backtest -C "$home" BASE --since 2026-01-01 > out
grep -q 'claims looked at; 0 were denied' out || fail "backtest: $(tail -3 out)"
