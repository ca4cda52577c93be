#!/usr/bin/env bash
# The clock of our machine jumps, back by a day and a year and forth by as much, between passes: nothing goes out
# twice, nothing waits for a day that was, no row meets one from "later", no partner is left alone for a year, no new
# backup counts as the oldest.
set -euo pipefail
work=$(mktemp -d)
. "$SOURCE/tests/tools/partners.bash"
trap 'rm -rf "$work"' EXIT
cd "$work"
fail() { echo "clock: $*" >&2; [ ! -s out ] || cat out >&2; exit 1; }
DAY=86400 YEAR=31536000
[ -e "$BUILD/tests/clock_shift.so" ] || { echo "no clock to shift"; exit 77; }

at() { # SECONDS EXPECTED ARGUMENTS…: with a clock that is so many seconds off
    local shift=$1 wanted=$2 code=0
    shift 2
    ASAN_OPTIONS="${ASAN_OPTIONS:-}:verify_asan_link_order=0" LD_PRELOAD=$BUILD/tests/clock_shift.so SJ_CLOCK_SHIFT=$shift \
        "$SCRUBJAY" "$@" -C home >out 2>&1 || code=$?
    case $wanted in *$code*) ;; *) fail "exit $code, not $wanted, $shift seconds off: $*" ;; esac
}
holds() { grep -qF -- "$1" out || fail "does not say: $1"; }
claims() { # N: claims nobody has seen before
    sed "s/DEMO-1/C$1-1/g; s/000000001/$(printf %09d "$1")/g; s/\(NM1\*IL.*\*MI\*\)/\1$1/" "$SOURCE/testdata/sample/batch.837" >"home/in/$1.837"
}
delivered() { cat theirs/in/* | grep -o 'CLM\*[^*]*' | sort; }

mkdir -p theirs/in theirs/out
home_begin
home_partner near local "claims-per-file='3'" "attempts='1' rest='1800'" "out='$work/theirs/in' in='$work/theirs/out' after='delete'"
home_end
sed -i 's/settle="0" give-up="0"/settle="10" give-up="0"/' home/scrubjay.xml

# Files whose times lie ahead (here: all), half ones of the partner, rows from later, there and back.
n=0
for shift in 0 -$DAY -$YEAR $YEAR 0 -$YEAR; do
    n=$((n + 1))
    claims $n
    [ $shift -lt 0 ] || sed -i 's/settle="10"/settle="0"/' home/scrubjay.xml
    echo "report $n" >"theirs/out/r$n.txt"
    at $shift 014 run --as-of 2026-05-04
    sed -i 's/settle="0"/settle="10"/' home/scrubjay.xml
    [ -z "$(ls home/in theirs/out | grep -v : | grep .)" ] || fail "something waits at $shift: $(ls home/in theirs/out)"
    [ "$(delivered | wc -l)" -eq $((6 * n)) ] || fail "$(delivered | wc -l) claims out after $n files, $shift seconds off"
    [ -z "$(delivered | uniq -d)" ] || fail "claims went out twice at $shift"
done
at 0 0 run --as-of 2026-05-04
holds "nothing to do"
at -$DAY 01 doctor --offline
grep -q 'clock .*set back' out || fail "the doctor does not see the clock"

# A half file that was first seen in a year that is not: waited for from now on, and not for a year.
sed -i 's/give-up="0"/give-up="60"/' home/scrubjay.xml
head -c 3000 "$SOURCE/testdata/sample/batch.837" >theirs/out/half.837
at $YEAR 5 fetch
holds "it has no end yet"
at 0 5 fetch
holds "it has no end yet"
at 90 0 fetch
[ -e home/partners/near/inbox/half.837 ] || fail "a half file is waited for for ever"

# A partner that rests is tried when the end of the rest has gone far away; and one that answered "tomorrow".
sed -i "s|local\" usage|sftp\" usage|; s|<connection |&host='127.0.0.1' port='1' user='u' password-file='keys/password' host-key='SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' |" home/scrubjay.xml
(umask 077 && echo secret >home/keys/password)
for i in 1 2 3; do at $DAY 5 fetch; done
at $DAY 5 fetch
holds "3 passes failed, the next try is at"
at 0 5 fetch
holds "does not answer"
! grep -q "the next try" out || fail "left alone until tomorrow"

# The new backup is kept, the oldest goes.
at 0 0 backup kept
at -$YEAR 0 backup kept --keep 1
newest=$(head -1 out)
[ -d "$newest" ] && [ "$(ls kept | wc -l)" -eq 1 ] || fail "the new backup was taken for the oldest: $(ls kept)"
echo "clock: a day and a year back and forth"
