#!/usr/bin/env bash
# scrubjay run --watch: stays, takes what comes, ends at a signal with the file in hand done; the log and the
# figures hold no patient; the units of systemd are right.
set -euo pipefail
work=$(mktemp -d)
pid=
trap '[ -z "$pid" ] || kill "$pid" 2>/dev/null || true; rm -rf "$work"' EXIT
unset SCRUBJAY_HOME
cd "$work"

fail() { echo "FAILED: $*"; [ ! -e out ] || tail -5 out; exit 1; }
expect() { # CODE ARGUMENT…: exits so; its output is in out and err
    local want=$1 code=0
    shift
    "$SCRUBJAY" "$@" >out 2>err || code=$?
    [ "$code" -eq "$want" ] || { cat out err; fail "exit $code, not $want: $*"; }
}
wait_for() { # COMMAND…: until it is true, 30 seconds at the most
    for _ in $(seq 300); do ! "$@" 2>/dev/null || return 0; sleep 0.1; done
    fail "waited in vain: $*"
}

expect 2 run -C home --watch --json
expect 2 run -C home --every 3
expect 7 run -C nowhere --watch
expect 0 init home
sed -i 's/settle="10"/settle="0"/' home/scrubjay.xml

"$SCRUBJAY" run -C home --watch --every 1 --as-of 2026-05-04 --log run.log --metrics scrubjay.prom >watch.out 2>watch.err &
pid=$!
wait_for test -e home/.pass
cp "$SOURCE/testdata/sample/batch.837" "home/in/DOE, JANE.837"
wait_for grep -q '^sent ' watch.out
wait_for grep -q '"event":"pass"' run.log

# The log is renamed away, and goes on under its name.
mv run.log run.log.1
cp "$SOURCE/testdata/sample/batch.837" home/in/again.837
wait_for grep -q duplicate run.log

# A configuration that breaks stops nothing for good.
cp home/scrubjay.xml good.xml
sed -i 's/<practice/<practise/' home/scrubjay.xml
wait_for grep -q '"level":"error"' run.log
cp good.xml home/scrubjay.xml
wait_for grep -q 'state="sent"} 8$' scrubjay.prom
cp "$SOURCE/testdata/sample/batch.837" home/in/third.837
wait_for grep -q third.837 watch.out

# Somebody else's pass in between is welcome.
expect 0 run -C home --as-of 2026-05-04

kill -TERM "$pid"
code=0; wait "$pid" || code=$?; pid=
[ "$code" -eq 0 ] || fail "a signal ends it with $code"

# No name, no account, no member in the log and the figures, and every line is JSON.
cat run.log.1 run.log >all.log
python3 - <<'P'
import json
lines = [json.loads(line) for line in open("all.log")]
read = [l for l in lines if l["event"] == "file" and l["outcome"] == "read"]
assert len(read) == 1 and read[0]["claims"] == 13 and read[0]["ready"] == 8 and read[0]["held"] == 5, read
assert [l["claims"] for l in lines if l["event"] == "batch"] == [8], lines
assert sum(l["event"] == "file" and l["outcome"] == "duplicate" for l in lines) == 2, lines
assert all(l["at"].endswith("Z") for l in lines)
assert all(l["event"] in ("file", "batch", "pass") for l in lines)
P
for word in DOE JANE DEMO- 837\" batch.837; do
    ! grep -qF -- "$word" all.log || fail "'$word' in the log"
    ! grep -qF -- "$word" scrubjay.prom || fail "'$word' in the figures"
done
grep -q '^scrubjay_claims{practice="main",state="held"} 5$' scrubjay.prom || fail "held claims"
grep -q '^scrubjay_claims_charge_dollars{practice="main",state="sent"} 1705.00$' scrubjay.prom || fail "charges"
# Each figure has its help and type, as the format wants.
python3 - <<'P'
import re
known = set()
for line in open("scrubjay.prom"):
    if line.startswith("# TYPE "): known.add(line.split()[2])
    elif not line.startswith("#"):
        m = re.fullmatch(r'(scrubjay_\w+)\{practice="main"(,\w+="\w+")?\} -?\d+(\.\d\d)?\n', line)
        assert m and m[1] in known, line
P
[ "$(stat -c %a run.log)" = 600 ] || fail "others may read the log"

# A quiet watch writes nothing into the log.
rm -f run.log
timeout -s TERM 4 "$SCRUBJAY" run -C home --watch --every 1 --log run.log >out 2>&1 || true
[ ! -s run.log ] || fail "a quiet watch was logged"

# A log that cannot be opened is said, and nothing is begun without it.
expect 3 run -C home --log nowhere/run.log

if command -v systemd-analyze >/dev/null && [ -d "$BUILD/service" ]; then
    mkdir units
    for unit in "$BUILD"/service/*; do sed "s|^ExecStart=[^ ]*|ExecStart=/bin/true|" "$unit" >"units/$(basename "$unit")"; done
    systemd-analyze verify units/*.service units/*.timer >out 2>&1 || fail "the units"
    [ ! -s out ] || { cat out; fail "systemd complains"; }
fi
