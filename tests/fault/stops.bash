# Sourced by tests that end the program before its n-th system call that changes a disk or talks to a peer.
#   stops_count COMMAND…       sets STOPS: how many such calls it makes when it is let run
#   stops_pick N               prints the places to stop at, of 1..N: a sample from the seed, or with SJ_STOPS=all each
#   stop_at N COMMAND…         runs it to there: 0 it was ended, 1 it had fewer
# SJ_STOPS=all|NUMBER (of each course; 5), SJ_STOPS_SEED, SJ_STOPS_PART=I/K (each K-th from I on, to share the work).
# Needs $work, $BUILD.
seed=${SJ_STOPS_SEED:-$((RANDOM * 32768 + RANDOM))}

stops_count() {
    local code=0
    STOP_AT_COUNT=$work/count "$BUILD/tests/stop_at" 0 "$@" >"$work/out" 2>&1 || code=$?
    [ $code -ne 77 ] || { cat "$work/out"; exit 77; }
    STOPS=$(cat "$work/count")
}

stops_pick() {
    local part=${SJ_STOPS_PART:-0/1}
    if [ "${SJ_STOPS:-}" = all ]; then
        seq $((1 + ${part%/*})) "${part#*/}" "$1"
    else
        python3 -c 'import random, sys
n, k, seed = map(int, sys.argv[1:])
print(*sorted(random.Random(seed).sample(range(1, n + 1), min(k, n))), sep="\n")' "$1" "${SJ_STOPS:-5}" "$seed"
    fi
}

stop_at() {
    local code=0
    { "$BUILD/tests/stop_at" "$@" >"$work/out" 2>&1 || code=$?; } 2>/dev/null
    case $code in 137) return 0 ;; 0 | 1 | 4 | 5) return 1 ;; esac
    cat "$work/out"
    fail "$3, to be ended before call $1, ended with $code"
}
