#!/usr/bin/env bash
# A pass through local folders, a backup and a restore are ended before their n-th system call that changes a disk (each
# write, flush, rename, unlink, mkdir, open that makes a file …); what follows is plain. The end is as undisturbed.
# In CI a sample from a seed; SJ_STOPS=all: each n.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
. "$SOURCE/tests/fault/course.bash"
. "$SOURCE/tests/fault/stops.bash"
course_begin
home=$work/home

pass_stops() { # FROM WANTED
    local n done=0
    rm -rf "$home" && cp -a "$1" "$home"
    stops_count "$SCRUBJAY" run -C "$home" --as-of $day
    for n in $(stops_pick "$STOPS"); do
        rm -rf "$home" && cp -a "$1" "$home"
        stop_at "$n" "$SCRUBJAY" run -C "$home" --as-of $day || true
        # Every third time the pass that carries on is ended as well.
        [ $((n % 3)) -ne 0 ] || stop_at $((n % 97 + 1)) "$SCRUBJAY" run -C "$home" --as-of $day || true
        course_pass "$home"
        course_same "$home" "$2" "ended before call $n of $STOPS of $(basename "$1")"
        done=$((done + 1))
    done
    echo "$(basename "$1"): ended at $done of $STOPS calls (seed $seed), each time the same end"
}

# A signal lets the file or batch in hand be finished: nothing half done lies in work/.
signals() { # FROM WANTED
    local n code left
    rm -rf "$home" && cp -a "$1" "$home"
    stops_count "$SCRUBJAY" run -C "$home" --as-of $day
    for n in $(SJ_STOPS=4 stops_pick "$STOPS"); do
        rm -rf "$home" && cp -a "$1" "$home"
        code=0
        STOP_AT_SIGNAL=15 "$BUILD/tests/stop_at" "$n" "$SCRUBJAY" run -C "$home" --as-of $day >"$work/out" 2>&1 || code=$?
        case $code in 0 | 1 | 4 | 130) ;; *) cat "$work/out"; fail "SIGTERM at call $n ends it with $code" ;; esac
        left=$(ls -A "$home/work")
        [ -z "$left" ] || fail "SIGTERM at call $n left $left in work/"
        course_pass "$home"
        course_same "$home" "$2" "SIGTERM at call $n of $STOPS"
    done
    echo "$(basename "$1"): SIGTERM lets the unit in hand be finished"
}

# ---- backup and restore ----

# A backup is complete or is none; the home is untouched; the next one succeeds.
backup_stops() {
    local n done=0 first
    "$SCRUBJAY" backup -C "$work/done" "$work/backups" >"$work/out"
    first=$(head -1 "$work/out")
    course_state "$work/done" >"$work/before"
    cp -a "$work/backups" "$work/kept"
    stops_count "$SCRUBJAY" backup -C "$work/done" "$work/kept" --keep 1
    for n in $(stops_pick "$STOPS"); do
        rm -rf "$work/kept" && cp -a "$work/backups" "$work/kept"
        stop_at "$n" "$SCRUBJAY" backup -C "$work/done" "$work/kept" --keep 1 || true
        for b in "$work"/kept/scrubjay-*Z; do
            "$SCRUBJAY" backup --verify "$b" >"$work/out" || { cat "$work/out"; fail "a backup that is not whole ($n)"; }
        done
        "$SCRUBJAY" backup -C "$work/done" "$work/kept" --keep 1 >"$work/out" || { cat "$work/out"; fail "no backup after call $n"; }
        [ "$(find "$work/kept" -maxdepth 1 -name 'scrubjay-*' | wc -l)" -le 2 ] || fail "$(ls "$work/kept") after call $n"
        done=$((done + 1))
    done
    course_state "$work/done" | cmp -s - "$work/before" || fail "a backup changed the home"
    echo "backup: ended at $done of $STOPS calls"
    restore_stops "$first"
}

# The home appears whole or not at all; it is restored again where it did not.
restore_stops() { # BACKUP
    local n done=0 code
    "$SCRUBJAY" restore "$1" "$work/again" >/dev/null
    course_state "$work/again" >"$work/again.wanted"
    rm -rf "$home"
    stops_count "$SCRUBJAY" restore "$1" "$home"
    for n in $(stops_pick "$STOPS"); do
        rm -rf "$home" "$home".*
        stop_at "$n" "$SCRUBJAY" restore "$1" "$home" || true
        if [ ! -e "$home" ]; then
            code=0
            "$SCRUBJAY" restore "$1" "$home" >"$work/out" 2>&1 || code=$?
            [ $code -eq 0 ] || { cat "$work/out"; fail "not restored after call $n"; }
        fi
        course_same "$home" "$work/again.wanted" "a restore that was ended before call $n of $STOPS"
        done=$((done + 1))
    done
    echo "restore: ended at $done of $STOPS calls"
}

pass_stops "$work/base" "$work/sent.wanted"
pass_stops "$work/answered" "$work/done.wanted"
signals "$work/answered" "$work/done.wanted"
backup_stops
