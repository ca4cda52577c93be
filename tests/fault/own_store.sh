#!/usr/bin/env bash
# Our own side fails: the disk is full at any moment of a pass, it can only be read, the store is locked by another
# program, another pass is at work. It is told, and a plain pass afterwards comes to the undisturbed end.
# The disks need root, for small file systems of their own.
set -euo pipefail
work=$(mktemp -d)
trap 'kill "${PID:-}" 2>/dev/null || true; umount "$work/small" 2>/dev/null || true; rm -rf "$work"' EXIT
. "$SOURCE/tests/fault/course.bash"
course_begin
home=$work/home

run() { # EXPECTED: codes that it may end with
    local code=0
    "$SCRUBJAY" run -C "$home" --as-of $day >"$work/out" 2>&1 || code=$?
    case " $1 " in *" $code "*) ;; *) cat "$work/out"; fail "a pass ended with $code, not $1: $what" ;; esac
}
told() { grep -qiE -- "$1" "$work/out" || { cat "$work/out"; fail "$what: does not say: $1"; }; }

# ---- the store is locked ----

what="locked store"
cp -a "$work/answered" "$home"
sqlite3 "$home/scrubjay.db" >/dev/null <<<"BEGIN EXCLUSIVE;
.shell touch $work/locked; sleep 2
COMMIT;" &
PID=$!
for i in $(seq 100); do [ -e "$work/locked" ] && break; sleep 0.1; done
run "0 1 4 6" # it waits, or leaves
wait $PID || true
course_pass "$home"
course_same "$home" "$work/done.wanted" "$what"

# ---- two at once ----

what="two passes"
rm -rf "$home" && cp -a "$work/answered" "$home"
flock "$home/.lock" -c "touch $work/held; sleep 2" &
PID=$!
for i in $(seq 100); do [ -e "$work/held" ] && break; sleep 0.1; done
run 6
told "another scrubjay is at work"
wait $PID || true
codes=
for i in 1 2 3; do { "$SCRUBJAY" run -C "$home" --as-of $day >/dev/null 2>&1 || echo "$?" >>"$work/codes"; } & done
wait
[ -z "$(grep -vxE '0|1|4|6' "$work/codes" 2>/dev/null)" ] || fail "passes at once ended with $(cat "$work/codes")"
course_pass "$home"
course_same "$home" "$work/done.wanted" "$what"

# ---- disks ----

mkdir "$work/small"
if [ "$(id -u)" -ne 0 ] || ! mount -t tmpfs -o size=64m tmpfs "$work/small" 2>/dev/null; then
    echo "own disk not tested: nothing can be mounted"
    exit 0
fi
home=$work/small/home

what="read-only disk"
cp -a "$work/answered" "$home"
mount -o remount,ro "$work/small"
run "6 7"
told "can only be read"
mount -o remount,rw "$work/small"
course_pass "$home"
course_same "$home" "$work/done.wanted" "$what"

# Room for so many kilobytes more, from none to nearly enough.
stopped=0
for room in 0 4 16 40 80 160 320 640 1000; do
    what="$room KB of room"
    rm -rf "$home" "$work/small/fill" && cp -a "$work/answered" "$home"
    free=$(df --output=avail -k "$work/small" | tail -1)
    head -c $(((free - room) * 1024)) /dev/zero >"$work/small/fill"
    run "0 1 3 4 6"
    ! grep -qiE "could not|full|space" "$work/out" || stopped=$((stopped + 1))
    rm "$work/small/fill"
    course_pass "$home"
    course_same "$home" "$work/done.wanted" "$what"
done
[ $stopped -gt 2 ] || fail "only $stopped passes met a full disk: the test has no teeth"
echo "locked, two at once, read-only, full ($stopped times): the same end"
