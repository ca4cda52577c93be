#!/usr/bin/env bash
# scrubjay check: exit codes, options, several files, standard input, what is told once.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset SCRUBJAY_HOME
cd "$work"
data=$SOURCE/testdata/check

fail() {
    echo "FAILED: $*"
    exit 1
}
# expect CODE ARGUMENT…: check exits so; its output is in out and err.
expect() {
    local want=$1 code=0
    shift
    "$SCRUBJAY" check "$@" >out 2>err || code=$?
    [ "$code" -eq "$want" ] || { cat out err; fail "exit $code, not $want: check $*"; }
}
holds() { grep -qF -- "$2" "$1" || { cat "$1"; fail "no '$2' in $1"; }; }
lacks() { ! grep -qF -- "$2" "$1" || { cat "$1"; fail "'$2' in $1"; }; }

printf 'Dear Sir or Madam,\n' >letter.txt
: >empty.837
head -c 700 "$data/mixed.837" >cut.837

# Exit codes.
expect 0 --snip 3 "$data/shared.837"
expect 1 --snip 3 "$data/mixed.837"
expect 1 --as-of 2026-05-04 "$data/shared.837"
expect 2
expect 2 --json --jsonl "$data/mixed.837"
expect 2 --snip 8 "$data/mixed.837"
expect 2 --as-of yesterday "$data/mixed.837"
expect 2 --loud "$data/mixed.837"
expect 3 letter.txt
holds err 'letter.txt: '
[ "$(wc -l <err)" -eq 1 ] || fail "an unreadable file takes one line"
expect 3 empty.837
expect 3 not-there.837
expect 3 .
expect 3 letter.txt not-there.837
expect 4 letter.txt "$data/mixed.837"
expect 4 --json "$data/shared.837" not-there.837
expect 1 cut.837
expect 0 --help
holds out 'Examples:'

# A failed file is a result in JSON; the others are there all the same.
expect 4 --json letter.txt "$data/mixed.837"
holds out '"path":"letter.txt","bytes":19,"status":"failed","error":"'
holds out '"files":2,"failed":1,"transactions":1,"claims":3'
[ "$(wc -l <out)" -eq 1 ] || fail "--json is one line"

# Standard input.
"$SCRUBJAY" check --snip 3 --json - <"$data/mixed.837" >out || [ $? -eq 1 ]
holds out '"path":"-"'
holds out "\"sha256\":\"$(sha256sum <"$data/mixed.837" | cut -d' ' -f1)\""

# A version that no guide judges.
sed 's/005010X222A1/005010X999/' "$data/mixed.837" >version.837
expect 1 --no-color version.837
holds out 'version.837: 837 · '

# Options.
expect 1 --json --no-hash --snip 3 "$data/mixed.837"
holds out '"sha256":null'
expect 0 --snip 2 "$data/mixed.837"
lacks out BL-
expect 1 --quiet --snip 3 "$data/mixed.837" "$data/unbalanced.835"
[ "$(wc -l <out)" -eq 3 ] || fail "--quiet is one line a file, and one for all"
holds out '2 files: 5 claims: 1 clean, 1 with warnings, 3 held; 4 errors, 1 warning'
NO_COLOR=1 expect 1 --snip 3 "$data/mixed.837"
lacks out $'\033['

# A finding in a loop that claims share is told once and holds each of them.
expect 1 --as-of 2026-05-04 --json "$data/shared.837"
[ "$(grep -o '"id":"ED-0301","severity":"error","snip"' out | wc -l)" -eq 1 ] || fail "told once"
[ "$(grep -o '"verdict":"held"' out | wc -l)" -eq 2 ] || fail "both held"
holds out '"held_charge":"180.00","causes":[{"id":"ED-0301","severity":"error","title":"Provider number (NPI) is wrong","claims":2,"charge":"180.00"}'

# A repaired copy is its owner's alone; standard error says where, never what; JSON has the values asked for.
sed 's/CHK-1\*/CHK-1 */; s/NM1\*IL\*1\*\([A-Z]*\)/NM1*IL*1*\1 /' "$data/mixed.837" >untidy.837
expect 1 --snip 3 --repair trim --out tidy.837 --json untidy.837
[ "$(stat -c %a tidy.837)" = 600 ] || fail "the repaired copy is not its owner's alone"
[ ! -e tidy.837.part ] || fail "a part of the copy was left"
holds err 'NM103 of the segment at byte'
patient=$(sed -n 's/.*NM1\*IL\*1\*\([A-Z]*\) .*/\1/p' untidy.837 | head -1)
lacks err "$patient"
holds out "\"tag\":\"NM1\",\"element\":3,\"component\":null,\"kinds\":\"trim\",\"before\":\"$patient \",\"after\":\"$patient\""
expect 1 --snip 3 --repair trim --jsonl untidy.837
holds out '"record":"repair"'

expect 1 --as-of 2026-05-04 --no-color "$data/shared.837"
[ "$(grep -c '^HELD  Acct CHK-[12].* as told above$' out)" -eq 2 ] || fail "both claims named"

# The day decides: services of April are not yet given in March.
expect 1 --as-of 2026-03-01 --json "$data/mixed.837"
[ "$(grep -o '"verdict":"held"' out | wc -l)" -eq 3 ] || fail "all in the future"

# Of one kind the first five are told in full, the rest counted.
python3 - "$data/mixed.837" many.837 <<'PYTHON'
import sys
segments = open(sys.argv[1]).read().replace("\n", "").split("~")[:-1]
first = next(i for i, s in enumerate(segments) if s.startswith("CLM*CHK-3"))
last = next(i for i, s in enumerate(segments) if s.startswith("SE*"))
claim = segments[first:last]
body = segments[:last]
for n in range(30):
    body += [claim[0].replace("CHK-3", f"MORE-{n}")] + claim[1:]
start = next(i for i, s in enumerate(body) if s.startswith("ST*"))
body += [f"SE*{len(body) - start + 1}*0001"] + segments[last + 1:]
open(sys.argv[2], "w").write("".join(s + "~\n" for s in body))
PYTHON
expect 1 --snip 3 --no-color many.837
[ "$(grep -c '^  BL-0101 error' out)" -eq 5 ] || { cat out; fail "five in full"; }
holds out 'BL-0101 error · Total charge is not the sum of the lines: 26 more of this kind in this file'
[ "$(grep -c 'as told above$' out)" -eq 20 ] || { cat out; fail "twenty named"; }
holds out '6 more claims with what is told above'
holds out '33 claims: 1 clean, 1 with warnings, 31 held; 31 errors, 1 warning'
expect 1 --snip 3 --json many.837
[ "$(grep -o '"id":"BL-0101","severity":"error","snip"' out | wc -l)" -eq 31 ] || fail "JSON has all"

# --ack: what a receiver would answer. Types 1 and 2 in the 999, the others in the 277CA.
expect 1 --snip 3 --as-of 2026-05-04 --ack answers "$data/rejected.837" "$data/mixed.837"
[ "$(ls answers | tr '\n' ' ')" = 'mixed.837.277ca mixed.837.999 rejected.837.999 ' ] || { ls answers; fail "answers"; }
holds answers/rejected.837.999 'IK3*SV1*38*2400*8~'
holds answers/rejected.837.999 'IK5*R*I5~'
holds answers/rejected.837.999 'AK9*R*1*1*0~'
holds answers/mixed.837.999 'AK9*A*1*1*1~'
holds answers/mixed.837.277ca 'STC*A8:400'
"$SCRUBJAY" check --quiet answers/* >out 2>err || { cat out err; fail "our own answers are wrong"; }
# Their control numbers come from the file's own (7), or as asked for.
holds answers/mixed.837.999 '*000000071*'
holds answers/mixed.837.277ca '*000000072*'
expect 1 --snip 3 --as-of 2026-05-04 --ack answers --ack-control 500 "$data/mixed.837"
holds answers/mixed.837.999 '*000000500*'
expect 2 --ack-control 500 "$data/mixed.837"
expect 2 --ack answers --ack-control 1000000000 "$data/mixed.837"
expect 3 --ack answers letter.txt
[ "$(ls -A answers | wc -l)" -eq 3 ] || { ls -A answers; fail "a letter is not answered"; }
: >taken
expect 3 --ack taken "$data/mixed.837"

# Text that is not UTF-8 becomes U+FFFD; control characters do not reach the terminal.
sed 's/MARSH HEALTH PLAN/MARSH \xff\x1b[31m PLAN/' "$data/mixed.837" >odd.837
expect 1 --json odd.837
python3 -c 'import json; json.load(open("out", encoding="utf-8"))' || fail "JSON is not UTF-8"
expect 1 --no-color odd.837
lacks out $'\033'

# What a finding means: placeholders in words, its codes in the words of the acknowledgments.
expect 0 --explain IG-0203
holds out 'says           <place> (<name>) is "<value>", which is none of the codes allowed there: <...>.'
holds out '999 error      IK304 8, IK403 7: is not a valid code'
expect 0 --explain IG-4112
holds out 'answered by    the 277CA tells of it; the 999 where no 277CA follows'
holds out "277CA status   rejected, information is missing: payer's claim number (A6:464)"

echo "check: exit codes and options as the contract says"
