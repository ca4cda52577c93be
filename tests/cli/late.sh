#!/usr/bin/env bash
# Refused after the payer has paid: a 277CA, a 999 and a TA1 that come too late move nothing, list nobody to be sent
# again, and leave an exception that a person settles. A claim of the same set that nobody decided on is rejected.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset SCRUBJAY_HOME
cd "$work"

. "$SOURCE/tests/cli/lib.bash"
pass() { "$SCRUBJAY" run -C home --as-of 2026-06-20 >out 2>err || [ $? -eq 1 ]; }

expect 0 init home
sed -i 's/settle="10" give-up="900"/settle="0" give-up="0"/' home/scrubjay.xml
cp "$SOURCE/testdata/sample/batch.837" home/in/
expect 1 run -C home --as-of 2026-05-04
inbox=home/partners/clearinghouse/inbox
mkdir answers
"$SCRUBJAY" simulate home/partners/clearinghouse/outbox/* --seed 8 --mix contractual=100 --out answers >/dev/null
for file in answers/*_835_*; do # all but DEMO-1010 are decided
    grep -q DEMO-1010 "$file" || cp "$file" $inbox/
done
pass
expect 0 claims -C home --exceptions
holds err "no claims"
expect 0 claim -C home DEMO-1001
holds out "Acct DEMO-1001: paid"
ca=$(grep -l 'DEMO-1001' answers/*_277CA_* | tail -1)

# The 277CA refuses the batch, the providers and each claim: providers between claims, too.
sed 's/STC\*A[12]:[0-9]*/STC*A7:562:85/' "$ca" >$inbox/late.277
expect 1 run -C home --as-of 2026-06-20
holds out "0 rejected"
holds out "Refused although the payer has decided, nothing was changed: DEMO-1001, DEMO-1008, DEMO-1011"
lacks out "Send again"
holds home/reports/late.277.txt "Acct DEMO-1001 is refused, but it is paid already: nothing was changed."
lacks home/reports/late.277.txt "Mend these claims"
expect 0 claim -C home DEMO-1001
holds out "Acct DEMO-1001: paid"
holds out "(noted)               late refusal 277CA A7:562:85, late.277"
lacks out "  rejected  "

# A 999 and a TA1 that refuse all of it.
sed 's/IK5\*A/IK5*R*5/; s/AK9\*A\*1\*1\*1/AK9*R*1*1*0/' answers/*_999_* >$inbox/late.999
expect 1 run -C home --as-of 2026-06-20
holds out "1 rejected"
holds out "Refused although the payer has decided"
grep -qx '        Send again unchanged: DEMO-1010 (reports/late.999.txt)' out || fail "the undecided claim is not to be sent again"
! grep 'Send again' out | grep -q 'DEMO-1001' || fail "a paid claim is to be sent again (999)"
sed 's/\*A\*000/*R*001/' answers/*_TA1_* >$inbox/late.ta1
expect 1 run -C home --as-of 2026-06-20
! grep 'Send again' out | grep -q 'DEMO-1001' || fail "a paid claim is to be sent again (TA1)"
expect 0 claim -C home DEMO-1001
holds out "late refusal 999 refused with its set, late.999"
holds out "late refusal TA1 001, late.ta1"
holds out "Acct DEMO-1001: paid"
expect 0 claim -C home DEMO-1010
holds out "Acct DEMO-1010: rejected"

# The queue, and a person's word.
expect 0 claims -C home --exceptions --json
python3 - <<'P'
import json
claims = json.load(open("out"))["claims"]
assert len(claims) == 7 and all(c["state"] == "paid" for c in claims), claims
P
expect 2 claim -C home DEMO-1001 --settle
expect 2 claim -C home DEMO-1001 --settle --release --reason x
expect 0 claim -C home DEMO-1001 --settle --reason "payer: an old file, ignore it"
holds out "late refusal settled $(id -un): payer: an old file, ignore it"
expect 1 claim -C home DEMO-1001 --settle --reason "once more"
expect 0 claims -C home --exceptions
lacks out DEMO-1001
holds out DEMO-1002
expect 2 claims -C home --exceptions --silent
expect 0 audit -C home report
holds out "settle late refusal"
echo "refused too late: told, kept, settled"
