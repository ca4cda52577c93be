#!/usr/bin/env bash
# A pass of the pipeline is killed at each of its steps (before and after every commit and every rename),
# and at random moments; plain passes follow. The end is the same as that of a pass that nobody disturbed:
# nothing lost, nothing doubled, nothing left lying. stops.sh does the same at every system call.
# SJ_FULL=1: every step (else all of the first 20, then a sample: the steps of a file repeat).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
. "$SOURCE/tests/fault/course.bash"
course_begin

# kill_at HOME N: a pass that dies at its N-th step; false when it has fewer.
kill_at() {
    local code=0
    { SJ_DIE_AFTER=$2 "$SCRUBJAY" run -C "$1" --as-of $day >"$work/out" 2>&1 || code=$?; } 2>/dev/null
    case $code in 137) return 0 ;; 0 | 1 | 4) return 1 ;; esac
    cat "$work/out"
    fail "a pass that was to die at step $2 ended with $code"
}

steps() { # FROM WANTED
    local n=0 home=$work/home
    while :; do
        n=$((n + 1))
        [ -n "${SJ_FULL:-}" ] || [ $n -le 20 ] || [ $((n % 7)) -le 1 ] || continue
        rm -rf "$home"
        cp -a "$1" "$home"
        kill_at "$home" $n || break
        # Every third time the pass that carries on is killed as well.
        if [ $((n % 3)) -eq 0 ] && kill_at "$home" $((n % 7 + 1)); then :; fi
        course_pass "$home"
        course_same "$home" "$2" "killed at step $n of $(basename "$1")"
    done
    echo "$(basename "$1"): up to step $((n - 1))"
}
steps "$work/base" "$work/sent.wanted"
steps "$work/answered" "$work/done.wanted"

# ---- killed at random moments ----

RANDOM=4711
for i in $(seq 1 10); do
    home=$work/home
    rm -rf "$home"
    cp -a "$work/answered" "$home"
    for k in 1 2 3; do
        "$SCRUBJAY" run -C "$home" --as-of $day >/dev/null 2>&1 &
        sleep "0.$(printf '%03d' $((RANDOM % 400)))"
        kill -9 $! 2>/dev/null || true
        wait $! 2>/dev/null || true
    done 2>/dev/null
    course_pass "$home"
    course_same "$home" "$work/done.wanted" "killed at random, round $i"
done
echo "10 rounds at random moments"
