#!/usr/bin/env bash
# How many small files a minute over sftp on the loopback, each way and by each library; memory with a large file; ten
# thousand files in a folder. SJ_SMALL_FILES=N and SJ_BIG_MB=N for other sizes (1000 and 500 are what is aimed at).
set -euo pipefail
work=$(mktemp -d)
. "$SOURCE/tests/tools/sshd.bash"
. "$SOURCE/tests/tools/partners.bash"
trap 'sshd_stop one; rm -rf "$work"' EXIT
fail() { echo "throughput: $*" >&2; exit 1; }
export ASAN_OPTIONS="${ASAN_OPTIONS:-detect_leaks=1}:quarantine_size_mb=4" # what it keeps back would count as ours
small=${SJ_SMALL_FILES:-100} big=${SJ_BIG_MB:-60}

least=1000
[ "$(cut -d. -f1 /proc/loadavg)" -lt 8 ] || least=200 # others are at work here: no measure of ours

measure() { # LIBRARY KEY HOSTKEYS
    local began took n kb
    rm -rf "$work/home" "$work/theirs"
    mkdir -p "$work/theirs/in" "$work/theirs/out"
    sshd_keys "$work/keys"
    sshd_start one "$work/keys" "$3"
    home_begin
    cp "$work/keys/$2" "$work/home/keys/key"
    sshd_known one "$work/keys" "$3" >"$work/home/keys/known"
    home_partner one sftp "claims-per-file='10'" "host='127.0.0.1' port='$PORT_one' user='$SSH_USER' known-hosts='keys/known' key-file='keys/key'" \
        "out='$work/theirs/in' in='$work/theirs/out' after='delete'" "<files in='*.x12 *.big'/>"
    home_end
    mkdir -p "$work/home/partners/one/outbox"
    for n in $(seq "$small"); do
        cp "$SOURCE/testdata/sample/batch.837" "$work/home/partners/one/outbox/$n.x12"
        cp "$SOURCE/testdata/sample/batch.837" "$work/theirs/out/$n.x12"
    done
    (cd "$work/theirs/out" && seq -f 'other %05.0f.txt' 10000 | xargs -d '\n' touch)
    for way in submit fetch; do
        began=$(date +%s%N)
        "$SCRUBJAY" $way -C "$work/home" >"$work/out" 2>&1 || { tail -3 "$work/out"; fail "$way"; }
        took=$((($(date +%s%N) - began) / 1000000))
        n=$((small * 60000 / took))
        echo "$1, $way: $small files in $took ms, $n a minute"
        [ "$n" -ge "$least" ] || fail "fewer than $least files a minute"
    done
    [ "$(ls "$work/theirs/in" | wc -l)" -eq "$small" ] && [ "$(ls "$work/home/partners/one/inbox" | wc -l)" -eq "$small" ] || fail "files are missing"
    rm -rf "$work"/theirs/in/* "$work/home/partners/one/inbox"/*
    head -c "${big}M" /dev/urandom >"$work/theirs/out/large.big"
    cp "$work/theirs/out/large.big" "$work/home/partners/one/outbox/large.big"
    for way in submit fetch; do
        began=$(date +%s%N)
        python3 - "$SCRUBJAY" $way -C "$work/home" >"$work/kb" <<'PY'
import resource, subprocess, sys
code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(code)
PY
        took=$((($(date +%s%N) - began) / 1000000 + 1))
        kb=$(cat "$work/kb")
        echo "$1, $way: one file of $big MB at $((big * 1000 / took)) MB/s, memory $((kb / 1000)) MB"
        # AddressSanitizer alone takes some 60 MB; what counts is that the file is not in it.
        [ "$big" -lt 200 ] || [ $kb -lt 200000 ] || fail "memory grows with the file"
    done
    cmp -s "$work/theirs/in/large.big" "$work/home/partners/one/inbox/large.big" || fail "the large file is not what it was"
    sshd_stop one
}

measure libcurl user_ed25519 "ed25519 ecdsa"
measure libssh user_rsa rsa
