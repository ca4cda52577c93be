#!/usr/bin/env bash
# Our own disk is full while a file is fetched: nothing is lost at the partner, and once there is room it comes whole.
# Needs root, for a small file system of its own.
set -euo pipefail
[ "$(id -u)" -eq 0 ] || { echo "not root"; exit 77; }
work=$(mktemp -d)
. "$SOURCE/tests/tools/partners.bash"
trap 'umount "$work/small" 2>/dev/null || true; rm -rf "$work"' EXIT
fail() { echo "transfer_disk: $*" >&2; exit 1; }
cd "$work"
mkdir -p theirs/in theirs/out small
mount -t tmpfs -o size=8m tmpfs small 2>/dev/null || { echo "no file system can be mounted"; exit 77; }
home_begin
home_partner near local "claims-per-file='3'" "attempts='2' wait='10'" "out='$work/theirs/in' in='$work/theirs/out' after='delete'"
home_end
cp -a home small/home
head -c 3000000 /dev/urandom >theirs/out/big.txt
cp theirs/out/big.txt original
code=0
head -c 6M /dev/zero >small/fill
"$SCRUBJAY" fetch -C small/home >out 2>&1 || code=$?
case $code in 5 | 6) ;; *) cat out; fail "ended with $code, not 5 or 6" ;; esac
cmp -s theirs/out/big.txt original || fail "the partner's file is gone"
[ ! -e small/home/partners/near/inbox/big.txt ] || fail "a cut file lies in the inbox"
rm small/fill
"$SCRUBJAY" fetch -C small/home >out 2>&1 || { cat out; fail "not fetched when there was room again"; }
cmp -s small/home/partners/near/inbox/big.txt original || fail "what came is not what was there"
[ ! -e theirs/out/big.txt ] && [ "$(ls -A small/home/partners/near/inbox)" = big.txt ] || fail "something was left"
echo "our disk full: $(tail -c 200 out | tr '\n' ' ')"
