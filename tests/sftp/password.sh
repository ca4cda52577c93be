#!/usr/bin/env bash
# A partner who wants a password, alone and with a key: by libcurl and by libssh. The user is made in a mount namespace
# of its own, over copies of /etc/passwd and /etc/shadow; this machine's own are not touched. Needs root.
set -euo pipefail
[ "$(id -u)" -eq 0 ] || { echo "not root: no user can be made"; exit 77; }
unshare -m true 2>/dev/null || { echo "no mount namespace here"; exit 77; }
work=$(mktemp -d)
. "$SOURCE/tests/tools/sshd.bash"
trap 'sshd_stop one; sshd_stop both; rm -rf "$work"' EXIT
cd "$work"
fail() { echo "password: $*" >&2; exit 1; }
program=$BUILD/tests/sftp_program
OURS=14 REJECTED=17

chmod 711 "$work"
mkdir -m 777 remote
{ cat /etc/passwd; echo "office7:x:65534:65534::/:/usr/sbin/nologin"; } >passwd
{ cat /etc/shadow; echo "office7:$(openssl passwd -6 'let me in'):20000:0:99999:7:::"; } >shadow
chmod 600 shadow
cat >under <<SH
#!/bin/sh
mount --bind $work/passwd /etc/passwd && mount --bind $work/shadow /etc/shadow && exec "\$@"
SH
chmod 755 under
sshd_keys keys
chmod 755 keys && chmod 644 keys/authorized
SSHD_UNDER="unshare -m $work/under"
sshd_start one "$work/keys" "ed25519 ecdsa rsa" "Match User office7" "PasswordAuthentication yes" "AuthenticationMethods password"
sshd_start both "$work/keys" "ed25519 ecdsa rsa" "Match User office7" "PasswordAuthentication yes" "AuthenticationMethods publickey,password"
{ sshd_known one "$work/keys" "ed25519 ecdsa rsa"; sshd_known both "$work/keys" "ed25519 ecdsa rsa"; } >known
(umask 077 && echo "let me in" >good && echo "let me out" >bad)
head -c 100000 /dev/urandom >big

t() { # EXPECTED ARGUMENTS…
    local wanted=$1 code=0
    shift
    "$program" user=office7 known=known "$@" >out 2>err || code=$?
    [ $code -eq "$wanted" ] || { cat out err; tail -3 one.log both.log; fail "ended with $code, not $wanted: $*"; }
}
t 0 port=$PORT_one password=good name
grep -q libcurl out || fail "a password alone goes by $(cat out)"
t 0 port=$PORT_both password=good key=keys/user_rsa name
grep -q libssh out || fail "a password and a key go by $(cat out)"
for by in curl libssh; do
    t 0 by=$by port=$PORT_one password=good put big "$work/remote/$by"
    cmp -s big "remote/$by" || fail "$by: put"
    t $REJECTED by=$by port=$PORT_one password=bad name
    ! grep -q "let me" err || fail "$by: a password is told"
done
t 0 port=$PORT_both password=good key=keys/user_ed25519 list "$work/remote"
t $REJECTED port=$PORT_both password=bad key=keys/user_rsa name
t $REJECTED port=$PORT_both password=good name
chmod 644 good
t $OURS port=$PORT_one password=good name
grep -q "chmod 600" err || fail "a password that others may read: no advice"
echo "password, alone and with a key: right by libcurl and libssh"
