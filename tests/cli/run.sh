#!/usr/bin/env bash
# scrubjay init, run, claims, claim: exit codes, folders, what is told and what is never told.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset SCRUBJAY_HOME
cd "$work"
sample=$SOURCE/testdata/sample/batch.837

. "$SOURCE/tests/cli/lib.bash"
day="--as-of 2026-05-04"

# A home is made, for its owner's eyes only; making it again changes nothing.
expect 2 init
expect 0 init home
sum=$(cat home/scrubjay.key home/scrubjay.xml | sha256sum)
expect 0 init home
[ "$sum" = "$(cat home/scrubjay.key home/scrubjay.xml | sha256sum)" ] || fail "a second init changed the home"
[ -z "$(find home -type f -not -perm 600)" ] || fail "a file is not 0600"
[ -z "$(find home -type d -not -perm 700)" ] || fail "a folder is not 0700"
for folder in in work archive error reports tables packs partners/clearinghouse/inbox partners/clearinghouse/outbox; do
    [ -d "home/$folder" ] || fail "no folder $folder"
done

# Which home.
expect 7 run
holds err "no practice's home here"
expect 0 run -C home
holds out "nothing to do"
(cd home && "$SCRUBJAY" run >/dev/null) || fail "the current folder is not taken as home"
SCRUBJAY_HOME=home expect 0 run

# A mistake in the configuration is named with its line; nothing is touched.
cp home/scrubjay.xml good.xml
sed -i 's/usage="T"/usage="test"/' home/scrubjay.xml
cp "$sample" home/in/
expect 7 run -C home
holds err "line $(grep -n 'usage="test"' home/scrubjay.xml | cut -d: -f1)"
[ -f home/in/batch.837 ] || fail "a file was taken with a wrong configuration"
cp good.xml home/scrubjay.xml

# Ten seconds must pass before a file is taken.
expect 0 run -C home $day
holds out "waits   batch.837"
[ -f home/in/batch.837 ] || fail "a file was taken too early"
sed -i 's/settle="10"/settle="0"/' home/scrubjay.xml
head -c 3000 "$sample" >home/in/growing.837
expect 1 run -C home $day
holds out "13 claims: 8 ready, 5 held"
# Why, by kind of error: as many claims, so the dearest first.
[ "$(grep -c '^        held: 1 claim, ' out)" -eq 5 ] || { cat out; fail "five causes"; }
holds out "        held: 1 claim, \$210.00: ED-0301 "
holds out "waits   growing.837"
holds out "8 claims, "
[ -f home/in/growing.837 ] || fail "a file without its end was taken"
cmp -s "$sample" home/archive/2026/05/04/batch.837 || fail "the original is not kept unchanged"

# What went out passes our own check, has the claims' numbers unchanged, and is named for its partner.
sent=$(ls home/partners/clearinghouse/outbox/*.x12)
[[ $(basename "$sent") =~ ^20260504T[0-9]{6}_clearinghouse_837P_000000001\.x12$ ]] || fail "name $sent"
expect 0 check $day "$sent"
holds out "8 claims: 8 clean"
for account in 1001 1002 1004 1006 1008 1010 1011 1013; do holds "$sent" "CLM*DEMO-$account*"; done
lacks "$sent" "DEMO-1003"

# The report beside the input says what is held, why and how to mend it.
holds home/reports/batch.837.txt "HELD     Acct DEMO-1005"
holds home/reports/batch.837.txt "Fix: Correct the total charge"
lacks home/reports/batch.837.txt "SAMPLE-WREN"

# The same file again: said so, nothing done. What cannot be read goes to error/ with words.
rm home/in/growing.837
cp "$sample" home/in/again.837
printf 'Dear Sir or Madam,\n' >home/in/letter.txt
sed -i 's/give-up="900"/give-up="0"/' home/scrubjay.xml
expect 4 run -C home $day
holds out "same    again.837"
holds out "FAILED  letter.txt"
holds home/error/letter.txt.error.txt "it is not an X12 file"
holds home/reports/again.837.txt "The same bytes were read before, as batch.837"
expect 0 run -C home $day
holds out "nothing to do"

# Nobody else may run at the same time.
exec 9>home/.lock
flock 9
expect 6 run -C home
holds err "another scrubjay is at work"
flock -u 9

# Lists and lives.
expect 0 claims -C home
[ "$(grep -c '^DEMO-' out)" -eq 13 ] || fail "not 13 claims"
holds err "13 claims, \$2,520.00"
expect 0 claims -C home --state held
[ "$(grep -c '^DEMO-' out)" -eq 5 ] || fail "not 5 held claims"
expect 2 claims -C home --state happy
expect 0 claims -C home --json
python3 -c 'import json, sys
claims = json.load(open("out"))["claims"]
assert len(claims) == 13
assert claims[0] == {"account": "DEMO-1001", "state": "sent", "verdict": "clean", "type": "837P", "frequency": "1",
    "payer": "90001", "payer_name": "EVERGREEN SAMPLE HEALTH", "payer_control": None, "provider": "1999901006",
    "charge": "195.00", "first_service": "2026-04-16", "last_service": "2026-04-16"}, claims[0]'
expect 0 claim -C home DEMO-1003
holds out "held"
holds out "Came in batch.837, claim 3, set 1"
holds out "ED-0301"
expect 0 claim -C home DEMO-1001 --json
python3 -c 'import json
life = json.load(open("out"))["submissions"][0]
assert [e["to"] for e in life["events"]] == ["received", "batched", "sent"], life
assert life["state"] == "sent" and life["findings"] == []'
expect 3 claim -C home NOBODY
expect 2 claim -C home
# Who looked is noted.
[ "$(sqlite3 home/scrubjay.db "SELECT COUNT(*) FROM audit WHERE action = 'read claim'")" -eq 2 ] || fail "audit"

# As JSON.
expect 0 init other
sed -i 's/settle="10"/settle="0"/' other/scrubjay.xml
cp "$sample" other/in/
expect 1 run -C other $day --json
python3 -c 'import json
r = json.load(open("out"))
assert r["files"][0]["held"] == 5 and r["files"][0]["ready"] == 8, r
assert len(r["files"][0]["causes"]) == 5 and r["files"][0]["causes"][0]["claims"] == 1, r
assert r["batches"][0]["claims"] == 8 and r["batches"][0]["interchange"] == 1, r'

# An 835 with nothing but a provider adjustment.
cat >other/partners/clearinghouse/inbox/plb.835 <<'X12'
ISA*00*          *00*          *ZZ*SAMPLECH       *ZZ*DEMOPRACTICE   *260520*0600*^*00501*000000777*0*T*:~
GS*HP*SAMPLECH*DEMOPRACTICE*20260520*0600*777*X*005010X221A1~
ST*835*0001~
BPR*I*25*C*CHK************20260520~
TRN*1*EFT777*1999999999~
DTM*405*20260519~
N1*PR*MEDICARE PART B TEST*XV*90004~
N3*PO BOX 1~
N4*CHICAGO*IL*606010001~
PER*BL*EDI HELP*TE*8005550100~
N1*PE*DEMO FAMILY MEDICINE*XX*1999901006~
REF*TJ*364417205~
PLB*1999901006*20261231*L6*-25~
SE*12*0001~
GE*1*777~
IEA*1*000000777~
X12
expect 0 run -C other $day
holds out "1 remittance without claim payments; the payer adds \$25.00 beside claims (PLB)"

# No patient in anything that is told on the way.
for word in WREN LARK AMBER CORAL W100200301 19810314; do lacks out "$word"; lacks err "$word"; done

# --help opens with two examples.
for command in init run claims claim; do
    expect 0 $command --help
    [ "$(head -1 out)" = "Examples:" ] || fail "$command --help"
done
