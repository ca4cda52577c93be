#!/usr/bin/env bash
# scrubjay claim ACCOUNT --release: a person sends what our check holds, with a reason that is kept.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset SCRUBJAY_HOME
cd "$work"

. "$SOURCE/tests/cli/lib.bash"
day="--as-of 2026-05-04"

expect 0 init home
sed -i 's/settle="10"/settle="0"/' home/scrubjay.xml
# DEMO-1002 gets a code that the guide does not have (SNIP type 2).
sed 's/\(CLM\*DEMO-1002\*[^~]*\)\*Y~/\1*Q~/' "$SOURCE/testdata/sample/batch.837" >home/in/batch.837
cmp -s "$SOURCE/testdata/sample/batch.837" home/in/batch.837 && fail "nothing was broken"
expect 1 run -C home $day
holds out "13 claims: 7 ready, 6 held"

# A reason is wanted, and only with a release.
expect 2 claim -C home DEMO-1007 --release
expect 2 claim -C home DEMO-1007 --release --reason "  "
expect 2 claim -C home DEMO-1007 --reason "payer agreed"
expect 2 claim -C home DEMO-1007 --release --reason "$(printf 'a\tb')"
expect 3 claim -C home NOBODY --release --reason "payer agreed"

# What any receiver would refuse stays held; so does what is on its way.
expect 1 claim -C home DEMO-1002 --release --reason "payer agreed"
holds err "not released: any receiver would refuse it (IG-"
expect 1 claim -C home DEMO-1001 --release --reason "payer agreed"
holds err "not released: the claim is not held"
expect 0 claims -C home --state held
[ "$(grep -c '^DEMO-' out)" -eq 6 ] || fail "not 6 held claims"

# An edit (SNIP 6), a balance (3) and a situational rule (4) may be overruled.
for account in 1007 1005 1009; do
    expect 0 claim -C home "DEMO-$account" --release --reason "payer agreed by phone"
    holds err "released: the next run sends it"
    holds out "DEMO-$account: ready"
    holds out "release $(id -un): payer agreed by phone"
    expect 1 claim -C home "DEMO-$account" --release --reason "once more"
done
expect 0 run -C home $day
holds out "3 claims, \$490.00"
for account in 1005 1007 1009; do
    grep -q "CLM\*DEMO-$account\*" home/partners/clearinghouse/outbox/*_000000002.x12 || fail "$account did not go out"
done
expect 0 claim -C home DEMO-1007 --json
python3 -c 'import json
life = json.load(open("out"))["submissions"][0]
assert life["state"] == "sent", life
assert [e["to"] for e in life["events"]] == ["received", "ready", "batched", "sent"], life'
expect 0 run -C home $day
holds out "nothing to do"

# Who, what and why stand in the audit log; nobody can change the event.
[ "$(sqlite3 home/scrubjay.db "SELECT COUNT(*) FROM audit WHERE action = 'release claim' AND detail = 'payer agreed by phone' AND actor = '$(id -un)'")" -eq 3 ] || fail "audit"
! sqlite3 home/scrubjay.db "UPDATE event SET codes = ''" 2>/dev/null || fail "an event was changed"

# A claim that no partner takes cannot be released either, until one does.
cp home/scrubjay.xml good.xml
sed -i 's|</partner>|<route payer="11111"/></partner>|' home/scrubjay.xml
expect 1 claim -C home DEMO-1003 --release --reason "payer agreed"
holds err "no partner in scrubjay.xml takes this payer"
cp good.xml home/scrubjay.xml
sed -i 's/usage="T"/usage="P"/' home/scrubjay.xml
expect 1 claim -C home DEMO-1003 --release --reason "payer agreed"
holds err "test mark (ISA15) is not its partner"
