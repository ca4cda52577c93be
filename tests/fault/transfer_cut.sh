#!/usr/bin/env bash
# The connection to the partner is cut after N bytes in either direction: in the greeting, the key exchange, the login,
# between two requests, inside one, in the middle of a file. Then plain passes: the end is as undisturbed. Also a line
# that falls silent, and one that is slow; and a large file goes on where it was cut. SJ_CUTS=N: so many places in each
# direction.
set -euo pipefail
work=$(mktemp -d)
. "$SOURCE/tests/fault/transfer.bash"
. "$SOURCE/tests/tools/proxy.bash"
trap 'proxy_stop; sshd_stop one; webdav_stop one; rm -rf "$work"' EXIT

# Bytes of the longest connection so far: up and down.
longest() { sort -k"$1,$1n" "$work/proxy.log" | tail -1 | cut -d' ' -f"$1"; }

cuts() { # HOW-MANY
    local way total at n=$1 i
    transfer_copy
    : >"$work/proxy.log"
    transfer_pass submit
    transfer_pass fetch
    transfer_check "undisturbed"
    sleep 0.2
    local up down
    up=$(longest 3) down=$(longest 5)
    for way in up down; do
        total=$up
        [ $way = up ] || total=$down
        for i in $(seq 0 "$n"); do
            at=$((1 + i * (total + 200) / n))
            [ "$i" -gt 0 ] || at=10 # in the greeting
            transfer_copy
            proxy_set cut_$way=$at
            transfer_pass submit
            transfer_pass fetch
            proxy_set cut_$way=0
            transfer_pass submit
            transfer_pass fetch
            transfer_check "$by: cut after $at bytes $way"
            grep -q ' 0 in doubt' "$work/got" || fail "a doubt though nothing was taken away ($way $at)"
        done
    done
    echo "$by: cut at $((2 * (n + 1))) places of $up bytes up and $down bytes down"
}

silent() {
    transfer_copy
    proxy_set stall_down=4500 # after the login
    transfer_pass submit
    grep -qE "fell silent|too slow|timed out|Timeout|Operation" "$work/out" || { cat "$work/out"; fail "$by: silence is not told"; }
    proxy_set stall_down=0
    transfer_pass submit
    transfer_pass fetch
    transfer_check "$by: fell silent"
    transfer_copy
    proxy_set rate=60000
    transfer_pass submit
    transfer_pass fetch
    proxy_set rate=0
    transfer_check "$by: slow"
    echo "$by: silent and slow"
}

# 3 MB each way, cut after 2: the rest alone goes over the line (https sends an upload anew). Not faster than we read: what
# lies unread in our system when the line breaks is lost, and asked for again.
resumed() {
    local way command column bytes
    transfer_copy
    sed -i "s/after='delete'/after='keep'/" "$work/home/scrubjay.xml"
    rm -f "$work"/theirs/out/* "$work"/home/partners/one/outbox/*
    head -c 3000000 /dev/urandom >"$work/theirs/out/large.bin"
    cp "$work/theirs/out/large.bin" "$work/home/partners/one/outbox/large.bin"
    for way in up down; do
        command=submit column=3
        [ $way = up ] || command=fetch column=5
        proxy_set rate=4000000 cut_$way=2000000
        transfer_pass $command
        proxy_set rate=0 cut_$way=0
        : >"$work/proxy.log"
        transfer_pass $command
        sleep 0.3
        bytes=$(longest $column)
        [ "$by$way" = httpsup ] || [ "$bytes" -lt 1800000 ] || { cat "$work/proxy.log"; fail "$by: $bytes bytes $way after a cut: begun anew"; }
    done
    cmp "$work/theirs/out/large.bin" "$work/theirs/in/large.bin" && cmp "$work/theirs/out/large.bin" "$work/home/partners/one/inbox/large.bin" ||
        fail "$by: what was cut and gone on with is not what it was"
    echo "$by: a cut file goes on"
}

through_proxy() {
    proxy_start "$PORT_one"
    sed -i "s/port='$PORT_one'/port='$PROXY_PORT'/" "$work/base/scrubjay.xml"
    [ ! -e "$work/base/keys/known" ] || sed -i "s/:$PORT_one/:$PROXY_PORT/" "$work/base/keys/known"
}

by=libcurl
transfer_begin user_ed25519 "ed25519 ecdsa"
through_proxy
cuts "${SJ_CUTS:-12}"
silent
resumed
proxy_stop
sshd_stop one
by=libssh
transfer_begin user_rsa rsa
through_proxy
cuts "${SJ_CUTS:-5}"
silent
resumed
proxy_stop
sshd_stop one
by=https
transfer_begin_https
through_proxy
cuts "${SJ_CUTS:-5}"
silent
resumed
