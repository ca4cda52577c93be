#!/usr/bin/env bash
# Sending and fetching over sftp are killed at each of their steps (before and after each commit, each rename and each
# call that changes something at the partner); a plain pass follows. The end is as if nobody had disturbed: each file
# once, on both sides. And with a partner that takes away at once what it gets: once, or honestly in doubt.
# SJ_FULL=1: every step of all five courses (else a sample of the last four).
set -euo pipefail
work=$(mktemp -d)
. "$SOURCE/tests/fault/transfer.bash"
trap 'sshd_stop one; rm -rf "$work"' EXIT

killed() { # N COMMAND: false when it has fewer steps
    local code=0
    { SJ_DIE_AFTER=$1 "$SCRUBJAY" "$2" -C "$work/home" >"$work/out" 2>&1 || code=$?; } 2>/dev/null
    case $code in 137) return 0 ;; 0) return 1 ;; esac
    cat "$work/out"
    fail "$2, to die at step $1, ended with $code"
}

steps() { # COMMAND TAKES STRIDE
    local n=1 doubts=0
    while :; do
        transfer_copy
        killed $n "$1" || break
        [ "$2" = no ] || transfer_take
        transfer_pass submit
        [ "$2" = no ] || transfer_take
        transfer_pass fetch
        transfer_check "$1 killed at step $n (partner takes: $2)"
        doubts=$((doubts + $(grep -o '[0-9]* in doubt' "$work/got" | cut -d' ' -f1)))
        n=$((n + $3))
    done
    [ "$2" = yes ] || [ $doubts -eq 0 ] || fail "$doubts doubts where nothing was taken away"
    [ "$2" = no ] || [ $doubts -gt 0 ] || fail "no doubt where files were taken away: the test has no teeth"
    echo "$1 by $by, partner takes: $2: every $3. of $((n - 1)) steps, $doubts in doubt"
}

by=libcurl
transfer_begin user_ed25519 "ed25519 ecdsa"
transfer_copy
transfer_pass submit
transfer_pass fetch
transfer_check "undisturbed"
full=${SJ_FULL:+1}
steps submit no 1
steps submit yes ${full:-2}
steps fetch no ${full:-2}
sshd_stop one
by=libssh
transfer_begin user_rsa rsa
steps submit no ${full:-6}
steps fetch no ${full:-6}
