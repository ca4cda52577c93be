#!/usr/bin/env bash
# The story of a refused claim, as a biller sees it: the sample batch goes out, a 999 refuses one of its
# sets, the simulated payer rejects the rest; run, claim and the reports say what to do.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset SCRUBJAY_HOME
cd "$work"

fail() { echo "FAILED: $*"; exit 1; }
holds() { grep -qF -- "$2" "$1" || { cat "$1"; fail "no '$2'"; }; }
lacks() { ! grep -qF -- "$2" "$1" || { cat "$1"; fail "'$2'"; }; }

"$SCRUBJAY" init home > /dev/null
sed -i 's/settle="10" give-up="900"/settle="0" give-up="0"/; s/claims-per-set="500"/claims-per-set="3"/' home/scrubjay.xml
cp "$SOURCE/testdata/sample/batch.837" home/in/
"$SCRUBJAY" run -C home --as-of 2026-05-04 > sent || [ $? -eq 1 ]
holds sent '13 claims: 8 ready, 5 held'

# The set 0001 holds those of one payer, DEMO-1001, DEMO-1008, DEMO-1011; three more sets hold the others'. Segment 27 of it is the first line's SV1: counted in
# what was sent.
x12=$(echo home/partners/clearinghouse/outbox/*.x12)
place=$(tr '~' '\n' < "$x12" | sed -n '/^ST\*837\*0001/,/^SE/p' | grep -n '^SV1\*HC:99213\*150' | head -1 | cut -d: -f1)
[ "$place" = 27 ] || fail "SV1 is segment $place"
{
    printf 'ISA*00*          *00*          *ZZ*RECEIV01       *ZZ*SUBMIT01       *260504*1000*^*00501*000000901*0*T*:~'
    printf 'GS*FA*RECEIV01*SUBMIT01*20260504*1000*901*X*005010X231A1~ST*999*0001*005010X231A1~AK1*HC*1*005010X222A1~'
    printf 'AK2*837*0001*005010X222A1~IK3*SV1*27*2400*8~CTX*CLM01:DEMO-1001~IK4*1:2*234*7*99213~IK5*R*5~'
    printf 'AK2*837*0002*005010X222A1~IK5*A~AK2*837*0003*005010X222A1~IK5*A~'
    printf 'AK2*837*0004*005010X222A1~IK5*A~AK9*R*4*4*3~SE*14*0001~GE*1*901~IEA*1*000000901~'
} > home/partners/clearinghouse/inbox/first.999
"$SCRUBJAY" run -C home --as-of 2026-05-05 > answered && fail "a run with rejections ends with 1" || [ $? -eq 1 ]

# AK9 says R, and yet three sets were taken: theirs go on.
holds answered '(999): 4 answers: 5 claims accepted, 3 rejected'
holds answered 'Acct DEMO-1001: Procedure (CMS-1500 Box 24D) on line 1 is not a valid code. We sent "99213".'
holds answered '          Fix: Look the code up, valid on the date of service, and correct it.'
holds answered 'Send again mended: DEMO-1001 (reports/first.999.txt)'
holds answered 'Send again unchanged: DEMO-1008, DEMO-1011 (reports/first.999.txt)'
holds home/reports/first.999.txt 'Where: 837P loop 2400, SV101-2, segment 27 of the set; code 8/7'

"$SCRUBJAY" claim -C home DEMO-1001 > mend
holds mend 'Procedure (CMS-1500 Box 24D) on line 1 is not a valid code. We sent "99213".'
lacks mend 'send it again unchanged'
"$SCRUBJAY" claim -C home DEMO-1008 > innocent
holds innocent 'The partner refused the transaction set that the claim stood in: one or more segments are wrong.'
holds innocent 'Nothing is said against this claim itself: send it again unchanged.'
"$SCRUBJAY" claim -C home --json DEMO-1001 > json
holds json '"sent":"99213"'
"$SCRUBJAY" claim -C home DEMO-1006 > taken
holds taken 'Acct DEMO-1006: accepted'

# The same words again in other bytes: nothing moves, nothing is told twice.
sed 's/~GE\*/~\n&/; s/\n~/\n/' home/archive/2026/05/05/first.999 > home/partners/clearinghouse/inbox/second.999
"$SCRUBJAY" run -C home --as-of 2026-05-05 > again || [ $? -eq 1 ]
"$SCRUBJAY" claim -C home DEMO-1001 > mend.again
cmp mend mend.again

# The payer rejects all that went on: each claim has its own reason.
mkdir answers
"$SCRUBJAY" simulate --seed 3 --mix rejected=100 --out answers "$x12" > /dev/null
for f in answers/*277CA*; do cp "$f" home/partners/clearinghouse/inbox/; done
"$SCRUBJAY" run -C home --as-of 2026-05-06 > rejected && fail "a run with rejections ends with 1" || [ $? -eq 1 ]
holds rejected 'Acct DEMO-1011: Member id of the subscriber (CMS-1500 Box 1a) is not valid. We sent "W101101210".'
"$SCRUBJAY" claim -C home DEMO-1010 > modifier
holds modifier 'Modifier (CMS-1500 Box 24D, line 1) is not valid. We sent "GP".'
holds modifier 'Fix: Use a modifier that fits the procedure, each of them once.'
"$SCRUBJAY" claims -C home --state rejected > list
[ "$(grep -c DEMO- list)" -eq 8 ] || { cat list; fail 'all eight claims were refused'; }
