#!/usr/bin/env bash
# A pass of the pipeline is killed at each of its steps (before and after every commit and every rename),
# and at random moments; plain passes follow. The end is the same as that of a pass that nobody disturbed:
# nothing lost, nothing doubled, nothing left lying.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
day=2026-05-04
state() { python3 "$SOURCE/tests/fault/state.py" "$1"; }
fail() { echo "kill: $*" >&2; exit 1; }

# A pass must end by itself: 0 done, 1 with claims held or rejected, 4 with files that failed.
pass() {
    local code=0
    "$SCRUBJAY" run -C "$1" --as-of $day >"$work/out" 2>&1 || code=$?
    case $code in 0 | 1 | 4) ;; *) cat "$work/out"; fail "a pass ended with $code" ;; esac
}

# kill_at HOME N: a pass that dies at its N-th step; false when it has fewer.
kill_at() {
    local code=0
    { SJ_DIE_AFTER=$2 "$SCRUBJAY" run -C "$1" --as-of $day >"$work/out" 2>&1 || code=$?; } 2>/dev/null
    case $code in 137) return 0 ;; 0 | 1 | 4) return 1 ;; esac
    cat "$work/out"
    fail "a pass that was to die at step $2 ended with $code"
}

same() { # HOME WANTED WHAT
    state "$1" >"$work/got"
    cmp -s "$work/got" "$2" || { diff "$2" "$work/got" | head -20 >&2; fail "$3: the end is not the same"; }
}

# ---- the undisturbed course: claims in, answers back ----

"$SCRUBJAY" init "$work/base" >/dev/null
sed -i 's/settle="10" give-up="900"/settle="0" give-up="0" acknowledge="yes"/; s/claims-per-file="10000"/claims-per-file="5"/' "$work/base/scrubjay.xml"
cp "$SOURCE/testdata/sample/batch.837" "$work/base/in/a.837"
cp "$SOURCE/testdata/sample/batch.837" "$work/base/in/b-again.837"
echo "not an X12 file" >"$work/base/in/c.txt"
head -c 3000 "$SOURCE/testdata/sample/batch.837" >"$work/base/in/d-cut.837"
cp -a "$work/base" "$work/sent"
pass "$work/sent"
state "$work/sent" >"$work/sent.wanted"

mkdir "$work/answers"
cp -a "$work/sent" "$work/answered"
"$SCRUBJAY" simulate "$work"/sent/partners/clearinghouse/outbox/*.x12 --seed 8 --out "$work/answers" >/dev/null
for kind in TA1 999 277CA 835; do # a few of each: every file is some seven steps
    ls "$work"/answers/*_${kind}_* | head -3
done | xargs cp -t "$work/answered/partners/clearinghouse/inbox/"
# What is corrected and sent again comes in the same pass as the answers.
sed 's/1999901015/1999901014/' "$SOURCE/testdata/sample/batch.837" >"$work/answered/in/e-mended.837"
cp -a "$work/answered" "$work/done"
pass "$work/done"
state "$work/done" >"$work/done.wanted"
grep -q '^denial: ' "$work/done.wanted" || fail "no denial in the undisturbed course: the test has no teeth"
[ -z "$(ls -A "$work/done/work")" ] || fail "work/ is not empty after the undisturbed course"

# ---- killed at each step ----

steps() { # FROM WANTED
    local n=0 home=$work/home
    while :; do
        n=$((n + 1))
        [ $n -gt 40 ] && [ $((n % 5)) -gt 1 ] && continue # the steps of a file repeat: a sample is enough
        rm -rf "$home"
        cp -a "$1" "$home"
        kill_at "$home" $n || break
        # Every third time the pass that carries on is killed as well.
        if [ $((n % 3)) -eq 0 ] && kill_at "$home" $((n % 7 + 1)); then :; fi
        pass "$home"
        same "$home" "$2" "killed at step $n of $(basename "$1")"
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
    pass "$home"
    same "$home" "$work/done.wanted" "killed at random, round $i"
done
echo "10 rounds at random moments"
