#!/usr/bin/env bash
# correct, void, secondary: a claim that was decided is followed by another, or refused with the reason.
#
# The remittance is written by hand, so that what must come of each claim can be told from it:
#   1001  paid, patient share 20.00        → secondary, void
#   1002  line 2 denied CO-4               → replacement (frequency 7, REF F8)
#   1004  Medicare, line 2 denied CO-16    → only line 2, as a new claim
#   1006  not processed (MA130)            → new claim, frequency 1
#   1008  denied, no payer control number  → refused until the number is given
#   1010  N779                             → refused: not finished
#   1011  status 19, MA18                  → no secondary: forwarded
#   1013  not answered                     → refused: not decided
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset SCRUBJAY_HOME
cd "$work"

. "$SOURCE/tests/cli/lib.bash"
refused() { # WORD ARGUMENT…: refused for that reason, in words and as JSON
    local word=$1
    shift
    expect 1 "$@" -C home $day
    holds err "scrubjay: refused: "
    expect 1 "$@" -C home $day --json
    holds out "\"refused\":\"$word\""
    [ "$(find home/work home/in -type f | wc -l)" -eq 0 ] || fail "a refusal left a file"
}
patch() { printf '%s' "$1" >patch.json; }
state() { "$SCRUBJAY" claims -C home 2>/dev/null | awk -v a="$1" '$1 == a { print $2 }'; }
is() { [ "$(state "$1")" = "$2" ] || { "$SCRUBJAY" claims -C home; fail "$1 is $(state "$1"), not $2"; }; }
sent="--as-of 2026-05-04"
day="--as-of 2026-06-15"

expect 0 init home
sed -i 's/settle="10"/settle="0"/' home/scrubjay.xml
cp "$SOURCE/testdata/sample/batch.837" home/in/
expect 1 run -C home $sent
inbox=home/partners/clearinghouse/inbox outbox=home/partners/clearinghouse/outbox
rm "$outbox"/*

remit() { # NUMBER PAYMENT SEGMENTS: an 835 into the inbox
    local isa="ISA*00*          *00*          *ZZ*RECEIV01       *ZZ*SUBMIT01       *260601*0600*^*00501*00000000$1*0*T*:~"
    local body="ST*835*0001~BPR*I*$2*C*ACH************20260601~TRN*1*T$1*1999999999~DTM*405*20260601~N1*PR*EVERGREEN SAMPLE HEALTH~N3*PO BOX 1~N4*CHICAGO*IL*60601~PER*BL*EDI*TE*8005550100~N1*PE*DEMO FAMILY MEDICINE*XX*1999901006~LX*1~$3"
    printf '%s' "${isa}GS*HP*RECEIV01*SUBMIT01*20260601*0600*$1*X*005010X221A1~${body}SE*$(($(printf '%s' "$body" | tr -dc '~' | wc -c) + 1))*0001~GE*1*$1~IEA*1*00000000$1~" >"$inbox/remit$1.835"
}
who() { printf 'NM1*QC*1*%s*%s****MI*%s~' "$@"; }
on() { printf 'DTM*472*%s~' "$1"; }
remit 1 385 "CLP*DEMO-1001*1*195*140*20*12*ICN1001*11*1~$(who SAMPLE-WREN AMBER W100200301)SVC*HC:99213*150*100**1~$(on 20260416)CAS*CO*45*30~CAS*PR*2*20~REF*6R*DEMO-1001-1~SVC*HC:36415*15*10**1~$(on 20260416)CAS*CO*45*5~REF*6R*DEMO-1001-2~SVC*HC:83036*30*30**1~$(on 20260416)REF*6R*DEMO-1001-3~\
CLP*DEMO-1002*1*180*145**12*ICN1002*11*1~$(who SAMPLE-LARK JADE X200300402)SVC*HC:99213:25*145*145**1~$(on 20260417)REF*6R*DEMO-1002-1~SVC*HC:87880:QW*35*0**1~$(on 20260417)CAS*CO*4*35~REF*6R*DEMO-1002-2~\
CLP*DEMO-1004*1*260*100**MB*ICN1004*11*1~$(who SAMPLE-IBIS OCHRE 1EG4TE5MK73)SVC*HC:99214:25*200*100**1~$(on 20260420)CAS*CO*45*100~REF*6R*DEMO-1004-1~SVC*HC:93000*60*0**1~$(on 20260420)CAS*CO*16*60~REF*6R*DEMO-1004-2~LQ*HE*M76~\
CLP*DEMO-1006*4*340*0**12*ICN1006*11*1~CAS*CO*16*340~$(who TESTCASE-ROBIN SIENNA X500600705)MOA***MA130~\
CLP*DEMO-1008*4*200*0**12*0*11*1~CAS*CO*4*200~$(who TESTCASE-DOVE PEARL W700800907)\
CLP*DEMO-1010*4*225*0**12*ICN1010*11*1~CAS*CO*16*225~$(who TESTCASE-PIPIT VIOLET Y901001109)MOA***N779~\
CLP*DEMO-1011*19*130*0*130*12*ICN1011*11*1~CAS*PR*1*130~$(who SAMPLE-VIREO TEAL W101101210)MOA***MA18~"
expect 0 run -C home $day
holds out "7 payments, \$385.00: 7 matched"
is DEMO-1001 paid; is DEMO-1002 partly_paid; is DEMO-1006 denied

# ---- what is refused, and why ----
patch '[{"op":"replace","path":"/line/2/modifier_1","value":"59"}]'
refused unchanged correct DEMO-1002
refused not-decided correct DEMO-1013 --patch patch.json
refused not-final correct DEMO-1010 --patch patch.json
refused not-decided void DEMO-1013
refused guard void DEMO-1006
refused forwarded secondary DEMO-1011
holds out '"account":"DEMO-1011"'
refused no-payer secondary DEMO-1001
refused lines correct DEMO-1002 --patch patch.json --line 2  # it takes replacements: all lines
refused payer void DEMO-1004                                  # Medicare Part B
refused unchanged correct DEMO-1007                           # held, and no patch
patch '[{"op":"add","path":"/claim/note","value":"RECORDS ON FILE"}]'
refused no-control correct DEMO-1008 --patch patch.json
refused lines correct DEMO-1004 --patch patch.json            # part of it is paid
holds out "Denied are 2"
refused lines correct DEMO-1004 --patch patch.json --line 1   # that one is paid
expect 3 correct -C home NOBODY
expect 2 correct -C home
expect 2 correct -C home DEMO-1004 --line 2,x
expect 2 correct -C home DEMO-1004 --line 3,2

# ---- patches: what is wrong is told with its number and path ----
wrong_patch() { patch "$1"; refused patch correct DEMO-1002 --patch patch.json; holds out "$2"; }
wrong_patch '{"op":"add"}' "a patch is an array"
wrong_patch '[{"op":"move","path":"/claim/place","from":"/x"}]' "operations are add, replace, remove and test"
wrong_patch '[{"op":"replace","path":"/claim/colour","value":"x"}]' "operation 1: /claim/colour"
wrong_patch '[{"op":"replace","path":"/line/9/charge","value":"1"}]' "no such line"
wrong_patch '[{"op":"replace","path":"/line/1/charge","value":"1,5"}]' "takes an amount"
wrong_patch '[{"op":"replace","path":"/line/1/service","value":"17.4.2026"}]' "takes a day"
wrong_patch '[{"op":"replace","path":"/claim/frequency","value":"1"}]' "set by the command itself"
wrong_patch '[{"op":"replace","path":"/claim/place","value":"1*1"}]' "delimiter"
wrong_patch '[{"op":"test","path":"/claim/place","value":"22"},{"op":"replace","path":"/claim/place","value":"11"}]' "another value"
wrong_patch '[{"op":"remove","path":"/claim/refs/G1"}]' "no such entry"
printf '[' >patch.json
expect 2 correct -C home $day DEMO-1002 --patch patch.json
lacks err "ICN"

# ---- what our check would hold is not queued ----
patch '[{"op":"replace","path":"/line/2/pointer_1","value":"4"}]'
expect 1 correct -C home $day DEMO-1002 --patch patch.json
holds err "ED-0413"
holds err "Not queued"
is DEMO-1002-2 ""

# ---- a replacement: shown, then queued ----
patch '[{"op":"test","path":"/line/2/modifier_1","value":"QW"},{"op":"replace","path":"/line/2/modifier_1","value":"59"},
 {"op":"add","path":"/claim/refs/G1","value":"AUTH77"},{"op":"add","path":"/claim/diagnoses/2","value":"R50.9"},
 {"op":"replace","path":"/line/1/service","value":"2026-04-16"},
 {"op":"add","path":"/claim/referring","value":{"last":"TESTCASE-CRANE","first":"OLIVE","id":"1999906005"}}]'
expect 0 correct -C home $day DEMO-1002 --patch patch.json --dry-run
holds out "DEMO-1002 → DEMO-1002-2, frequency 7, the payer's claim ICN1002"
holds out "/line/2/modifier_1 (CMS-1500 Box 24D): QW → 59"
holds out "CLM*DEMO-1002-2*180***11:B:7*"
holds out "REF*F8*ICN1002~"
holds out "HI*ABK:J029*ABF:R509~"
holds out "NM1*DN*1*TESTCASE-CRANE*OLIVE****XX*1999906005~"
holds out "DTP*472*D8*20260416~"
holds err "Nothing was queued"
is DEMO-1002-2 ""
expect 0 correct -C home $day DEMO-1002 --patch patch.json
holds err "Queued as DEMO-1002-2"
is DEMO-1002-2 ready
expect 0 denials -C home $day --json
lacks out '"account":"DEMO-1002"' # it waits for the answer
expect 0 denials -C home $day --queue waiting --json
holds out '"account":"DEMO-1002"'
holds out '"follow_up":"2026-07-30"' # 45 days: a commercial payer's usual
refused under-way correct DEMO-1002 --patch patch.json
expect 0 claim -C home DEMO-1002
holds out "follow-up"

# ---- a new claim where the payer did not process the first; a number that a person gives ----
patch '[{"op":"replace","path":"/claim/rendering/id","value":"1999901022"}]'
expect 0 correct -C home $day DEMO-1006 --patch patch.json --json
holds out '"frequency":"1","payer_control":null'
holds out '"queued":true'
patch '[{"op":"add","path":"/claim/note","value":"RECORDS ON FILE"}]'
expect 0 correct -C home $day DEMO-1008 --patch patch.json --control PHONE77 --dry-run
holds out "REF*F8*PHONE77~"

# ---- one line apart, where the payer takes no replacements ----
patch '[{"op":"replace","path":"/line/2/pointer_1","value":"2"}]'
expect 0 correct -C home $day DEMO-1004 --patch patch.json --line 2
holds out "(nothing)"
holds out "/claim/charge (CMS-1500 Box 28): 260 → 60"
is DEMO-1004-2 ready

# ---- the next payer ----
cat >next.json <<'E'
{"id":"70007","name":"SECOND SAMPLE INSURANCE","member":"S55501","filing":"CI","relationship":"18","group":"G9"}
E
expect 0 secondary -C home $day DEMO-1001 --payer next.json
is DEMO-1001-2 ready
is DEMO-1001 paid
refused under-way secondary DEMO-1001 --payer next.json

# ---- all of it goes out, and what goes out is right ----
expect 0 run -C home $day
cat "$outbox"/* | tr '~' '\n' >sent.txt
holds sent.txt "SBR*S*18*G9******CI"
holds sent.txt "AMT*D*140"
holds sent.txt "AMT*EAF*20"
holds sent.txt "SVD*90001*100*HC:99213**1"
holds sent.txt "CAS*PR*2*20"
holds sent.txt "DTP*573*D8*20260601"
[ "$(grep -c '^SVD' sent.txt)" -eq 3 ] || fail "not the three lines that the first payer decided"
holds sent.txt "CLM*DEMO-1004-2*60***11:B:1*"
lacks sent.txt "HC:99214:25*200"
expect 0 check "$outbox"/* $day -q
is DEMO-1002-2 sent; is DEMO-1004-2 sent

# ---- void ----
expect 0 void -C home $day DEMO-1011
holds out "frequency 8, the payer's claim ICN1011"
refused under-way void DEMO-1011

# ---- the answers: denied → corrected → paid, and the worklist is done with it ----
rm "$outbox"/*
remit 2 240 "CLP*DEMO-1002-2*1*180*180**12*ICN2002*11*7~$(who SAMPLE-LARK JADE X200300402)SVC*HC:99213:25*145*145**1~$(on 20260416)REF*6R*DEMO-1002-1~SVC*HC:87880:59*35*35**1~$(on 20260417)REF*6R*DEMO-1002-2~\
CLP*DEMO-1004-2*1*60*60**MB*ICN2004*11*1~$(who SAMPLE-IBIS OCHRE 1EG4TE5MK73)SVC*HC:93000*60*60**1~$(on 20260420)REF*6R*DEMO-1004-2~"
expect 0 run -C home --as-of 2026-07-01
is DEMO-1002-2 paid; is DEMO-1004-2 paid
expect 0 denials -C home --as-of 2026-07-01 --json
lacks out '"account":"DEMO-1002"'
lacks out '"account":"DEMO-1004"'
patch '[{"op":"replace","path":"/line/2/modifier_1","value":"XU"}]'
refused under-way correct DEMO-1002 --patch patch.json  # go on from the newer one
expect 0 correct -C home $day DEMO-1002-2 --patch patch.json --dry-run
holds out "DEMO-1002-2 → DEMO-1002-3, frequency 7, the payer's claim ICN2002"
tr '~' '\n' <"$(ls "$outbox"/* | head -1)" >sent.txt
holds sent.txt "CLM*DEMO-1011-2*130***11:B:8*"
holds sent.txt "REF*F8*ICN1011"
expect 0 audit verify -C home
echo ok
