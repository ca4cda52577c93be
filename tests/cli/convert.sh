#!/usr/bin/env bash
# scrubjay convert: options, exit codes, where output goes, documents edited by hand.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
data=$SOURCE/testdata/convert

fail() {
    echo "FAILED: $*"
    exit 1
}
# expect CODE ARGUMENT…: convert exits so; its output is in out and err.
expect() {
    local want=$1 code=0
    shift
    "$SCRUBJAY" convert "$@" >out 2>err || code=$?
    [ "$code" -eq "$want" ] || { cat out err; fail "exit $code, not $want: convert $*"; }
}
holds() { grep -qF -- "$2" "$1" || { cat "$1"; fail "no '$2' in $1"; }; }
empty() { [ ! -s "$1" ] || { cat "$1"; fail "$1 is not empty"; }; }
mode() { [ "$(stat -c %a "$1")" = "$2" ] || fail "$1 has mode $(stat -c %a "$1"), not $2"; }

# Usage.
expect 2
expect 2 "$data/claims.837"
holds err "--to is missing"
expect 2 "$data/claims.837" --to xml
expect 2 "$data/claims.837" "$data/remit.835" --to json
expect 2 "$data/claims.837" --to json --recount
expect 2 "$data/claims.837" --to x12 --names
expect 2 "$data/claims.837" --to json --table claims
expect 2 "$data/claims.837" --to csv --table patients
holds err "there is no such table"
expect 2 "$data/claims.837" --to csv --table lines --out tables
expect 0 --help
holds out "--recount"

# Input that is not what it should be.
printf 'Dear Sir or Madam,\n' >letter.txt
expect 3 letter.txt --to json
holds err "there is no ISA segment"
empty out
expect 3 letter.txt --to csv
expect 3 nowhere.837 --to json
expect 3 . --to json
expect 3 "$data/claims.837" --to x12
holds err "X12 already"
expect 3 "$data/claims.837.json" --to json
holds err "this is JSON"
expect 3 "$data/claims.837.json" --to csv
printf '{"schema":1,\n"content":[\n{"segment":"ST","elements":{}}]}' >stray.json
expect 3 stray.json --to x12
holds err "stray.json: a segment outside an interchange"
holds err "line 3"
sed 's/"05":\["11","B","1"\]/"05":"11:B:1"/' "$data/claims.837.json" >joined.json
expect 3 joined.json --to x12
holds err "a value holds one of the delimiters"
holds err "segment 19"
printf '{"schema":1' >cut.json
expect 3 cut.json --to x12 --out cut.837
[ ! -e cut.837 ] || fail "a file was left after a failure"
[ -z "$(ls | grep cut.837 || true)" ] || fail "a temporary file was left"

# A file that cannot be read to its end: its document says so and is not taken back.
{ cat "$data/claims.837"; head -c 200000 "$data/claims.837" | head -1 | tr -d '\n'; head -c 100000 /dev/zero | tr '\0' X; } >endless.837
expect 3 endless.837 --to json
holds err "a segment has no end"
cp out endless.json
python3 -c 'import json, sys; assert json.load(open("endless.json"))["failed"]'
expect 3 endless.json --to x12
holds err "could not be read to its end"

# Files are private; a file that is there is replaced.
expect 0 "$data/claims.837" --to json --out claims.json
empty out
mode claims.json 600
expect 0 claims.json --to x12 --out back.837
cmp back.837 "$data/claims.837"
mode back.837 600
expect 0 "$data/remit.835" --to json --out claims.json
cmp claims.json "$data/remit.835.json"
expect 0 "$data/remit.835" --to csv --out tables
mode tables 700
mode tables/remits.csv 600
[ "$(ls tables | tr '\n' ' ')" = "adjustments.csv provider_adjustments.csv remit_lines.csv remits.csv " ] ||
    fail "the tables are $(ls tables)"
expect 3 "$data/claims.837" --to json --out nowhere/claims.json

# Standard input and output.
"$SCRUBJAY" convert - --to json <"$data/claims.837" | "$SCRUBJAY" convert - --to x12 | cmp "$data/claims.837"

# CSV without an option: claims of an 837, claim payments of an 835, and word of the others.
expect 0 "$data/claims.837" --to csv
cmp out "$data/claims.837.tables/claims.csv"
expect 0 "$data/remit.835" --to csv
cmp out "$data/remit.835.tables/remits.csv"
cat "$data/claims.837" "$data/remit.835" >both.x12
expect 0 both.x12 --to csv
cmp out "$data/claims.837.tables/claims.csv"
holds err "--table remits"
expect 0 both.x12 --to csv --out both
[ "$(ls both | wc -l)" -eq 9 ] || fail "$(ls both | wc -l) tables, not 9"
expect 3 "$data/odd.x12" --to csv
holds err "no 837 and no 835"
expect 3 "$data/claims.837" --to csv --table remits
empty out

# With --names each element that is there has its name, a composite one for each component.
expect 0 "$data/claims.837" --to json --names
python3 - <<'PYTHON' || fail "--names"
import json
def look(item):
    for i in item.get("content", []): look(i)
    if "names" not in item: return
    for at, name in item["names"].items():
        value = item["elements"][at]
        assert isinstance(value, str) and isinstance(name, str) or len(name) == len(value), item
    if item["segment"] in ("ISA", "CLM", "SV1", "SE"): assert item["names"].keys() == item["elements"].keys(), item
look(json.load(open("out")))
PYTHON

# A claim taken out by hand: its segments go, counts only when asked for.
python3 - "$data/claims.837.json" >fewer.json <<'PYTHON'
import json, sys
document = json.load(open(sys.argv[1]))
def without(item):
    if "content" in item:
        item["content"] = [without(i) for i in item["content"]
                           if not (i.get("loop") == "2300" and i["content"][0]["elements"]["01"] == "A-2")]
    return item
json.dump(without(document), sys.stdout, indent=1)
PYTHON
expect 0 fewer.json --to x12
holds out "$(grep '^SE' "$data/claims.837")"
grep -q 'A-2' out && fail "the claim is still there"
expect 0 fewer.json --to x12 --recount
segments=$(sed -n '/^ST/,/^SE/p' out | wc -l)
holds out "SE*$segments*0001~"

# The order of an object's members and elements does not matter, but for content.
python3 - "$data/claims.837.json" >sorted.json <<'PYTHON'
import json, sys
def turn(v):
    if isinstance(v, list): return [turn(i) for i in v]
    if not isinstance(v, dict): return v
    keys = sorted(v, reverse=True)
    return {k: turn(v[k]) for k in sorted(keys, key=lambda k: k == "content")}
json.dump(turn(json.load(open(sys.argv[1]))), sys.stdout)
PYTHON
expect 0 sorted.json --to x12
cmp out "$data/claims.837"
