#!/usr/bin/env bash
# Partners without any server: one that is down, the one that takes over, the pause after failures, a file in doubt and
# the person who settles it, files that did not come.
set -euo pipefail
work=$(mktemp -d)
. "$SOURCE/tests/tools/partners.bash"
trap 'rm -rf "$work"' EXIT
cd "$work"
fail() { echo "partners: $*" >&2; [ ! -s out ] || cat out >&2; exit 1; }
run() { # EXPECTED ARGUMENTS…
    local wanted=$1 code=0
    shift
    "$SCRUBJAY" "$@" -C "$work/home" >out 2>&1 || code=$?
    [ $code -eq "$wanted" ] || fail "exit $code, not $wanted: $*"
}
holds() { grep -qF -- "$1" out || fail "does not say: $1"; }
day=2026-05-04
down="host='127.0.0.1' port='1' user='u' password-file='keys/password' host-key='SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' attempts='2' wait='10'"

begin() { # HOURS
    rm -rf home theirs
    mkdir -p theirs/in theirs/out
    home_begin
    (umask 077 && echo secret >home/keys/password)
    home_partner away sftp "claims-per-file='3'" "$down rest='1800'" "out='/in' in='/out'" "<failover partner='near' hours='$1'/>"
    home_partner near local "claims-per-file='3'" "" "out='$work/theirs/in' in='$work/theirs/out'" "<expect type='835' by='00:00'/><route payer='none'/>"
    home_end
    cp "$SOURCE/testdata/sample/batch.837" home/in/
}

# ---- who takes over ----

begin 24
run 5 run --as-of $day
holds "DOWN    away: the partner's host does not answer"
run 0 claims --state ready
[ "$(grep -c DEMO out)" -eq 8 ] || fail "claims do not wait for their partner"
[ -z "$(ls theirs/in)" ] || fail "the other took over too early"
run 5 run --as-of $day
run 5 run --as-of $day
run 5 run --as-of $day
holds "3 passes failed, the next try is at"
run 5 fetch --now --partner away
holds "does not answer"
run 0 partners
holds "DOWN since"
holds "MISSING near: the 835 due by"
sed -i "s/hours='24'/hours='0'/" home/scrubjay.xml
run 5 run --as-of $day
[ "$(cat theirs/in/* | grep -o 'CLM\*' | wc -l)" -eq 8 ] || fail "the other did not take over"
[ -z "$(ls home/partners/away/outbox)" ] || fail "both have them"

# ---- in doubt, settled ----

doubt() { # a home with a file in doubt: killed after the rename, and the partner took it away
    local n
    for n in $(seq "${found:-3}" 40); do
        begin 0
        sed -i "s/<failover[^>]*>//; s|<route payer='none'/>||; s|$down rest='1800'|attempts='1'|; s/transport=\"sftp\"/transport=\"local\"/; s|out='/in' in='/out'|out='$work/theirs/in'|" home/scrubjay.xml
        sed -i '/name="near"/,/<\/partner>/d' home/scrubjay.xml
        mv theirs/in theirs/not && "$SCRUBJAY" run -C home --as-of $day >/dev/null 2>&1 || true
        mv theirs/not theirs/in
        { SJ_DIE_AFTER=$n "$SCRUBJAY" submit -C home >/dev/null 2>&1 || true; } 2>/dev/null
        find theirs/in -name '*.x12' -delete
        run_any submit
        [ -z "$(ls home/partners/away/in_doubt 2>/dev/null)" ] || { found=$n; return 0; }
    done
    fail "no kill brought a doubt"
}
run_any() { "$SCRUBJAY" "$@" -C "$work/home" >out 2>&1 || true; }

doubt
file=$(ls home/partners/away/in_doubt)
run 0 claims --state in_doubt
[ "$(grep -c DEMO out)" -gt 0 ] || fail "no claim is in doubt"
run 0 submit # never by itself
[ -e "home/partners/away/in_doubt/$file" ] || fail "a file in doubt moved by itself"
run 2 partners settle "$file"
run 2 partners settle "$file" --again --sent
run 0 partners settle "$file" --again
run 0 submit
holds "sent    away/$file"
[ -e "theirs/in/$file" ] && [ -e "home/partners/away/sent/$file" ] || fail "not sent again"
run 0 claims --state in_doubt
[ "$(grep -c DEMO out)" -eq 0 ] || fail "claims are still in doubt"
doubt
file=$(ls home/partners/away/in_doubt)
run 0 partners settle "$file" --sent
[ -e "home/partners/away/sent/$file" ] && [ ! -e "theirs/in/$file" ] || fail "settled, and yet sent"
"$SCRUBJAY" partners settle "$file" --sent -C home >out 2>&1 && fail "settled twice"
holds "no file of that name is in doubt"

# ---- hours ----

begin 0
other=$(LC_ALL=C date -d '3 days' +%a) # not today, nor yesterday
sed -i "s|<failover partner='near' hours='0'/>|<schedule days='$other' from='06:00' to='20:00'/>|; s|<route payer='none'/>||" home/scrubjay.xml
run 1 run --as-of $day
! grep -q DOWN out || fail "called outside its hours"
run 0 partners
holds "called only $other 06:00 to 20:00"
run 5 submit --now
holds "DOWN    away"
sed -i "s|from='06:00'|from='6:00'|" home/scrubjay.xml
run 7 partners

# ---- progress, on a terminal only ----

begin 0
head -c 60000000 /dev/zero >theirs/out/big.txt
cp theirs/out/big.txt theirs/out/other.txt
if command -v script >/dev/null; then
    script -qec "$SCRUBJAY fetch --partner near -C $work/home" /dev/null >out
    grep -qE 'near/(big|other).txt [0-9]+ [KM]B \([0-9]+ %\)' out || fail "no progress on a terminal"
    rm -f home/partners/near/inbox/*
    touch theirs/out/*
fi
run 0 fetch --partner near
! grep -q '%' out || fail "progress where nobody looks"
rm -rf home theirs

# ---- conventions, usage ----

run 0 partners conventions
holds "officeally   Office Ally"
run 2 partners sing
echo "down, taken over, in doubt, settled"
