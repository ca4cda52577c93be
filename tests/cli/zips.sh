#!/usr/bin/env bash
# ZIPs in in/ and in a partner's inbox: their members are taken in, once; a damaged one and a bomb are put aside.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset SCRUBJAY_HOME
cd "$work"

. "$SOURCE/tests/cli/lib.bash"

expect 0 init home
sed -i 's/settle="10" give-up="900"/settle="0" give-up="0"/' home/scrubjay.xml
python3 - "$SOURCE/testdata/sample/batch.837" <<'P'
import sys, zipfile
batch = open(sys.argv[1], "rb").read()
with zipfile.ZipFile("home/in/day.zip", "w", zipfile.ZIP_DEFLATED) as z:
    z.writestr("claims/may/batch.837", batch)
    z.writestr("../../escape.837", batch)          # the same bytes by a path that leads out
    z.writestr("claims/.hidden", "a note")
data = open("home/in/day.zip", "rb").read()
open("home/in/cut.zip", "wb").write(data[: len(data) // 2])
with zipfile.ZipFile("home/in/bomb.zip", "w", zipfile.ZIP_DEFLATED) as z:
    z.writestr("bomb.837", bytes(300 << 20))
P
cp home/in/day.zip day.zip
expect 4 run -C home --as-of 2026-05-04
holds out "13 claims: 8 ready, 5 held"
[ "$(grep -c '13 claims' out)" -eq 1 ] || fail "the claims were taken twice"
holds out "same    "
[ ! -e escape.837 ] && [ ! -e home/escape.837 ] || fail "a member got out"
cmp day.zip home/archive/2026/05/04/day.zip
[ -e home/error/cut.zip ] && [ -e home/error/bomb.zip ] || { ls home/error; fail "the damaged ZIPs"; }
[ -z "$(ls -A home/in home/work | grep -v : | grep .)" ] || fail "something was left lying"

# A partner's answers in a ZIP are the partner's.
mkdir answers
mix=contractual=100
"$SCRUBJAY" simulate home/partners/clearinghouse/outbox/* --seed 5 --mix "$mix" --out answers >/dev/null
(cd answers && python3 -m zipfile -c ../home/partners/clearinghouse/inbox/answers.zip ./*)
expect 0 run -C home --as-of 2026-06-15
[ "$(sed -n 's/^read    clearinghouse.*(835): \([0-9]*\) payment.*/\1/p' out | awk '{ n += $1 } END { print n }')" -eq 8 ] || { cat out; fail "not eight payments"; }
expect 0 run -C home --as-of 2026-06-15
holds out "nothing to do"
