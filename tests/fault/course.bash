# Sourced by tests that disturb a pass of the pipeline: two courses, and how they end undisturbed.
#   course_begin       makes $work/base (claims in) with $work/sent.wanted, $work/answered (answers back, and a mended
#                      claim) with $work/done.wanted
#   course_pass HOME   a plain pass, which must end by itself
#   course_same HOME WANTED WHAT
# Needs $work, $SCRUBJAY, $SOURCE.
day=2026-05-04

fail() { echo "$(basename "$0" .sh): $*" >&2; exit 1; }

course_state() { python3 "$SOURCE/tests/fault/state.py" "$1"; }

# 0 done, 1 with claims held or rejected, 4 with files that failed.
course_pass() {
    local code=0
    "$SCRUBJAY" run -C "$1" --as-of $day >"$work/out" 2>&1 || code=$?
    case $code in 0 | 1 | 4) ;; *) cat "$work/out"; fail "a pass ended with $code" ;; esac
}

course_same() {
    course_state "$1" >"$work/got"
    cmp -s "$work/got" "$2" || { diff "$2" "$work/got" | head -20 >&2; fail "$3: the end is not the same"; }
}

course_begin() {
    local kind
    "$SCRUBJAY" init "$work/base" >/dev/null
    sed -i 's/settle="10" give-up="900"/settle="0" give-up="0" acknowledge="yes"/; s/claims-per-file="10000"/claims-per-file="5"/' "$work/base/scrubjay.xml"
    cp "$SOURCE/testdata/sample/batch.837" "$work/base/in/a.837"
    cp "$SOURCE/testdata/sample/batch.837" "$work/base/in/b-again.837"
    echo "not an X12 file" >"$work/base/in/c.txt"
    head -c 3000 "$SOURCE/testdata/sample/batch.837" >"$work/base/in/d-cut.837"
    cp -a "$work/base" "$work/sent"
    course_pass "$work/sent"
    course_state "$work/sent" >"$work/sent.wanted"

    mkdir "$work/answers"
    cp -a "$work/sent" "$work/answered"
    "$SCRUBJAY" simulate "$work"/sent/partners/clearinghouse/outbox/*.x12 --seed 8 --out "$work/answers" >/dev/null
    for kind in TA1 999 277CA 835; do # a few of each: every file is some seven steps
        ls "$work"/answers/*_${kind}_* | head -3
    done | xargs cp -t "$work/answered/partners/clearinghouse/inbox/"
    # What is corrected and sent again comes in the same pass as the answers.
    sed 's/1999901015/1999901014/' "$SOURCE/testdata/sample/batch.837" >"$work/answered/in/e-mended.837"
    cp -a "$work/answered" "$work/done"
    course_pass "$work/done"
    course_state "$work/done" >"$work/done.wanted"
    grep -q '^denial: ' "$work/done.wanted" || fail "no denial in the undisturbed course: the test has no teeth"
    [ -z "$(ls -A "$work/done/work")" ] || fail "work/ is not empty after the undisturbed course"
}
