#!/usr/bin/env bash
# Sending and fetching over sftp and https are ended before their n-th system call that changes a disk or says something to the
# server; a plain pass follows. The end is as undisturbed: each file once, on both sides. And with a partner that takes
# away at once what it gets: once, or honestly in doubt. In CI a sample from a seed; SJ_STOPS=all: each n.
set -euo pipefail
work=$(mktemp -d)
. "$SOURCE/tests/fault/transfer.bash"
. "$SOURCE/tests/fault/stops.bash"
trap 'sshd_stop one; webdav_stop one; rm -rf "$work"' EXIT

stops() { # COMMAND TAKES
    local n done=0 doubts=0
    transfer_copy
    stops_count "$SCRUBJAY" "$1" -C "$work/home"
    for n in $(stops_pick "$STOPS"); do
        transfer_copy
        stop_at "$n" "$SCRUBJAY" "$1" -C "$work/home" || true
        [ "$2" = no ] || transfer_take
        transfer_pass submit
        [ "$2" = no ] || transfer_take
        transfer_pass fetch
        transfer_check "$1 ended before call $n of $STOPS (partner takes: $2)"
        doubts=$((doubts + $(grep -o '[0-9]* in doubt' "$work/got" | cut -d' ' -f1)))
        done=$((done + 1))
    done
    [ "$2" = yes ] || [ $doubts -eq 0 ] || fail "$doubts doubts where nothing was taken away"
    echo "$1 by $by, partner takes: $2: ended at $done of $STOPS calls (seed $seed), $doubts in doubt"
}

by=libcurl
transfer_begin user_ed25519 "ed25519 ecdsa"
stops submit no
stops submit yes
stops fetch no
sshd_stop one
by=libssh
transfer_begin user_rsa rsa
stops submit no
stops submit yes
stops fetch no
sshd_stop one
by=https
transfer_begin_https
stops submit no
stops fetch no
