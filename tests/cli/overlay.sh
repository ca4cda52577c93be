#!/usr/bin/env bash
# Overlays and partners' profiles: check --overlay, --profile, --snip 1-N; guide --overlay; rules; explain; and in
# run, where the partner that a claim is routed to decides.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset SCRUBJAY_HOME
export NO_COLOR=1
cd "$work"
sample=$SOURCE/testdata/sample/batch.837
day="--as-of 2026-05-04"

. "$SOURCE/tests/cli/lib.bash"

# Without an overlay nothing differs, whatever lies about.
expect 1 check $day --json "$sample"
cp out plain.json
lacks out 'MEDICARE-B:'

# With one: its findings beside the others, of type 7, which the 999 does not hear of.
expect 1 check $day --overlay MEDICARE-B --json --ack ack "$sample"
holds out '"id":"MEDICARE-B:SBR09","severity":"error","snip":7'
holds out '"ik304":null,"ik403":null,"stc":"A7:480"'
holds out '"account":"DEMO-1013","transaction":"0001","charge":"175.00","verdict":"clean"'
holds out '"held":11'
grep -q 'AK9\*A' ack/*999* || { cat ack/*999*; fail "an overlay rejected the set"; }
grep -q 'STC\*A7:480' ack/*277* || { cat ack/*277*; fail "the 277CA does not say why"; }
expect 1 check $day --overlay MEDICARE-B --snip 1-6 --json "$sample"
cmp -s <(tr ',' '\n' <plain.json | grep '"id"') <(tr ',' '\n' <out | grep '"id"') || fail "types 1 to 6 are as without it"

# Both ways to say up to which type.
for types in 4 1-4; do
    expect 1 check $day --snip $types "$sample"
    tail -n 1 out >"last.$types"
done
cmp -s last.4 last.1-4 || fail "--snip 4 and --snip 1-4 differ"
for types in 0 8 2-4 1-8 4-1 x; do expect 2 check --snip $types "$sample"; done
holds err '--snip 4, or --snip 1-4'

# A file of one's own, and what is wrong in it: where, and what was expected.
cat >mine.xml <<'X'
<overlay id="MINE" on="837P" title="My plan" source="Its letter">
  <loop id="2300">
    <segment tag="CLM">
      <el at="1" max="8"><rule id="SHORT" severity="warning" title="Long account" says="{value} is long." fix="Shorten it."/></el>
    </segment>
  </loop>
</overlay>
X
expect 1 check $day --overlay mine.xml "$sample"
holds out 'MINE:SHORT warning'
sed 's/max="8"/max="eight"/' mine.xml >wrong.xml
expect 7 check --overlay wrong.xml "$sample"
holds err 'wrong.xml'
holds err 'line 4, column 7'
holds err "'eight'"
[ ! -s out ] || fail "something was judged by half an overlay"
expect 3 check --overlay NOBODY "$sample"

# What a finding means, and the guide as the partner has it.
expect 0 check --explain MEDICARE-B:SBR01
holds out 'SNIP type      7 (partner)'
expect 0 check --overlay mine.xml --explain MINE:SHORT
holds out 'Its letter'
expect 0 guide 837P --overlay MEDICARE-B 2000B SBR
holds out '> only: P S  (MEDICARE-B:SBR01, error)'
expect 0 guide 837P --overlay CLEARINGHOUSE 1000A
holds out '> may be sent or left out'
expect 2 guide 835 --overlay MEDICARE-B
expect 0 guide
holds out 'MEDICARE-B'
holds out 'Commercial clearinghouse'
expect 0 guide 837P 2000B SBR
lacks out 'MEDICARE-B'
expect 0 rules list
holds out 'CLEARINGHOUSE:PAYER-ID'
expect 0 rules list --json
holds out '"pack":"MEDICARE-B"'
expect 0 rules show MEDICARE-B:FREQUENCY
holds out 'Edits 2300.CLM05-3'

# A profile: severities of any finding.
cat >soft.xml <<'X'
<profile overlay="MEDICARE-B">
  <finding id="ED-0301" as="W"/>
  <finding id="BL-0101" as="ignore"/>
  <finding id="MEDICARE-B:SBR09" as="info"/>
  <finding id="CD-0101" as="ignore"/>
</profile>
X
expect 1 check $day --profile soft.xml --json "$sample"
holds out '"id":"ED-0301","severity":"warning"'
holds out '"id":"MEDICARE-B:SBR09","severity":"info"'
lacks out 'BL-0101'
lacks out 'CD-0101'
holds out '"account":"DEMO-1003","transaction":"0001","charge":"210.00","verdict":"warned"'
holds out '"account":"DEMO-1005","transaction":"0001","charge":"175.00","verdict":"clean"'
# What answers, too: a claim whose errors are none to this partner is accepted.
expect 1 check $day --profile soft.xml --ack soft "$sample"
tr '~' '\n' <soft/*277ca | grep -A1 'TRN\*2\*DEMO-1003' | grep -q 'STC\*A2:20' || fail "a warning rejected a claim"
printf '<profile>\n<finding id="IG-0203" as="warn"/>\n</profile>\n' >codes.xml
sed 's/^SBR\*P\*18\*GRP90001/SBR*Z*18*GRP90001/' "$sample" >coded.837
expect 1 check $day --ack hard coded.837
grep -q 'AK9\*R' hard/*999 || fail "a wrong code did not reject the set"
expect 1 check $day --profile codes.xml --ack softer coded.837
grep -q 'AK9\*E' softer/*999 || fail "the 999 does not know the profile"
sed 's/ED-0301/EN-0301/' soft.xml >wrong.xml
expect 7 check --profile wrong.xml "$sample"
holds err 'an error of the envelope stays an error'
holds err 'line 2'
sed 's/ED-0301/ED-9999/' soft.xml >wrong.xml
expect 7 check --profile wrong.xml "$sample"
holds err 'there is no finding of this id'
sed 's/"W"/"mild"/' soft.xml >wrong.xml
expect 7 check --profile wrong.xml "$sample"
holds err "'reject'"

# In a home: each claim as its own partner takes it.
expect 0 init home
python3 - <<'P'
text = open("home/scrubjay.xml").read().replace('settle="10"', 'settle="0"')
begin = text.index('  <partner name="clearinghouse"')
end = text.index('</partner>') + len('</partner>\n')
one = text[begin:end]
two = one.replace('"clearinghouse"', '"medicare"').replace('RECEIV01', 'MEDICARE01')
two = two.replace('  </partner>', '    <route payer="90004"/>\n    <profile overlay="MEDICARE-B"/>\n  </partner>')
open("home/scrubjay.xml", "w").write(text[:end] + two + text[end:])
P
sed 's/\*DEMO-1013\*175\*\*\*11:B:1\*Y\*A\*Y\*Y~/*DEMO-1013*175***11:B:7*Y*A*Y*Y~REF*F8*ICN1~/; s/^SE\*283/SE*284/' "$sample" |
    awk '{ gsub("~REF", "~\nREF"); print }' >home/in/batch.837
cat >home/partners/clearinghouse.xml <<'X'
<profile>
  <finding id="ED-0301" as="warn"/>
</profile>
X
expect 1 run -C home $day
holds out '13 claims: 8 ready, 5 held'
report=$(find home -name '*batch.837*' -path '*reports*' -type f)
holds "$report" 'MEDICARE-B:FREQUENCY error'
holds "$report" 'MEDICARE-B:CONTROL error'
lacks "$report" 'MEDICARE-B:SBR09'
[ "$(grep -c 'MEDICARE-B:FREQUENCY error' "$report")" -eq 1 ] || fail "told for another partner's claim"
holds "$report" 'ED-0301 warning'
expect 0 claim -C home DEMO-1013
holds out 'Part B takes original claims only'
holds home/partners/clearinghouse/outbox/*.x12 'CLM*DEMO-1003*'
holds home/partners/medicare/outbox/*_000000001.x12 'CLM*DEMO-1004*'
lacks home/partners/medicare/outbox/*_000000001.x12 'CLM*DEMO-1013*'

# The mended claim goes; check in a home judges by name.
sed 's/000000101/000000102/' "$sample" >home/in/again.837
expect 0 run -C home $day
holds home/partners/medicare/outbox/*_000000002.x12 'CLM*DEMO-1013*'
expect 1 check -C home $day --profile medicare "$sample"
holds out 'MEDICARE-B:SBR09'
expect 1 check -C home $day "$sample"
lacks out 'MEDICARE-B:'
expect 3 check -C home --profile nobody "$sample"

# A wrong profile stops the run before anything is taken.
cp "$sample" home/in/third.837
sed -i 's/as="warn"/as="mild"/' home/partners/clearinghouse.xml
expect 7 run -C home $day
holds err 'clearinghouse.xml'
holds err 'line 2'
[ -f home/in/third.837 ] || fail "a file was taken with a wrong profile"
sed -i 's/as="mild"/as="warn"/' home/partners/clearinghouse.xml
cp mine.xml home/packs/MINE.xml
sed -i 's/max="8"/max="x"/' home/packs/MINE.xml
expect 7 run -C home $day
holds err 'packs/MINE.xml'
