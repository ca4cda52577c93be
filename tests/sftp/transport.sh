#!/usr/bin/env bash
# Every call of a transport against a real OpenSSH server, by libcurl and by libssh; and which of the two is
# taken by itself, for each kind of key on either side.
set -euo pipefail
work=$(mktemp -d)
. "$SOURCE/tests/tools/sshd.bash"
trap 'sshd_stop all; sshd_stop rsa; sshd_stop refusing; sshd_stop moved; rm -rf "$work"' EXIT
cd "$work"
fail() { echo "transport: $*" >&2; exit 1; }
program=$BUILD/tests/sftp_program

sshd_keys keys
keys=$work/keys
sshd_start all "$keys" "ed25519 ecdsa rsa"
sshd_start rsa "$keys" rsa
{ sshd_known all "$keys" "ed25519 ecdsa rsa"; sshd_known rsa "$keys" rsa; } >known
mkdir -p remote/sub
there=$work/remote
head -c 3000000 /dev/urandom >big

# t EXPECTED ARGUMENTS…: 0, or 10 + the kind of trouble (transport.h).
t() {
    local wanted=$1 code=0
    shift
    "$program" user="$SSH_USER" known=known "$@" >out 2>err || code=$?
    [ $code -eq "$wanted" ] || { cat out err; fail "ended with $code, not $wanted: $*"; }
}
GONE=11 DENIED=12 FULL=13 OURS=14 CUT=15 STRANGER=16 REJECTED=17

# ---- which one is taken ----

taken() { # SERVER KEY WANTED [KNOWN]
    t 0 port="$(eval echo "\$PORT_$1")" key="keys/user_$2" known="${4:-known}" name
    grep -q "$3" out || fail "server $1, key $2: $(cat out), not $3"
}
for kind in ed25519 ecdsa rsa; do
    t 0 keykind keys/user_$kind
    grep -qx $kind out || fail "user_$kind is told as $(cat out)"
done
taken all ed25519 libcurl
taken all ecdsa libssh
taken all rsa libssh
taken rsa ed25519 libssh
taken rsa rsa libssh
grep ed25519 known >only_ed25519 # libssh2 would be shown the ECDSA key, which is not known
taken all ed25519 libssh only_ed25519
cp known hashed
ssh-keygen -q -H -f hashed 2>/dev/null >/dev/null
taken all ed25519 libcurl hashed
ssh-keygen -q -p -N secret -f keys/user_ed25519 >/dev/null
(umask 077 && echo secret >passphrase && echo wrong >wrong)
t 0 port=$PORT_all key=keys/user_ed25519 passphrase=passphrase name
t 0 by=libssh port=$PORT_all key=keys/user_ed25519 passphrase=passphrase name
t $OURS by=libssh port=$PORT_all key=keys/user_ed25519 passphrase=wrong name
ssh-keygen -q -p -P secret -N "" -f keys/user_ed25519 >/dev/null
openssl genrsa -out pem_rsa 2048 2>/dev/null && chmod 600 pem_rsa
ssh-keygen -y -f pem_rsa >>keys/authorized
t 0 port=$PORT_all key=pem_rsa name

# ---- the calls ----

calls() {
    local a="by=$1 port=$PORT_all key=keys/user_ed25519"
    rm -rf remote/* && mkdir remote/sub && ln -s nowhere remote/link
    printf hi >"remote/a b ä.txt" && printf x >remote/-dash && printf y >remote/'semi;$(x)"q'
    t 0 $a list "$there"
    [ "$(sort out)" = "$(printf '%s\n' '1 -dash' '1 semi;$(x)"q' '2 a b ä.txt' | sort)" ] || { cat out; fail "$1: list"; }
    t 0 $a put big "$there/big.tmp"
    cmp -s big remote/big.tmp || fail "$1: put"
    t 0 $a stat "$there/big.tmp"
    grep -q "^3000000 " out || fail "$1: stat"
    head -c 1234567 big >remote/half
    t 0 $a append big "$there/half" 1234567
    cmp -s big remote/half || fail "$1: an upload that goes on is not right"
    head -c 1000001 big >got
    t 0 $a get "$there/big.tmp" got
    cmp -s big got || fail "$1: a download that goes on is not right"
    t 0 $a rename "$there/big.tmp" "$there/b\"i\\ g ä"
    [ -e 'remote/b"i\ g ä' ] || fail "$1: rename"
    t $DENIED $a rename "$there/half" "$there/b\"i\\ g ä"
    cmp -s big remote/half || fail "$1: a rename over another file took place"
    t 0 $a remove "$there/b\"i\\ g ä"
    [ ! -e 'remote/b"i\ g ä' ] || fail "$1: remove"
    for path in "stat $there/no" "get $there/no got" "remove $there/no" "list $there/no" "put big $there/no/x"; do
        t $GONE $a $path
    done
    t $REJECTED by="$1" port=$PORT_all user=nobody-here key=keys/user_ed25519 name
    t $CUT by="$1" port=1 pin=SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA known= key=keys/user_ed25519 name
}
calls curl
calls libssh

# ---- a server that is not the one we know ----

ssh-keygen -q -t ed25519 -N "" -f other
sed "s|ssh-ed25519 .*|$(cut -d' ' -f1,2 other.pub)|" only_ed25519 >changed
t $STRANGER port=$PORT_all key=keys/user_ed25519 known=changed name
grep -q "SHA256:" err || fail "a stranger's key is not told"
t $STRANGER by=curl port=$PORT_all key=keys/user_ed25519 known=changed name
sed "s/:$PORT_all/:$PORT_rsa/" only_ed25519 >moved_kind # it had an Ed25519 key, now it has none
t $STRANGER port=$PORT_rsa key=keys/user_ed25519 known=moved_kind name
{ cat known; sed 's/^/@revoked /' known; } >revoked
t $OURS port=$PORT_all key=keys/user_ed25519 known=/dev/null name
t $STRANGER port=$PORT_all key=keys/user_ed25519 known=revoked name
for kind in ed25519 ecdsa rsa; do # a digest of any of its keys will do
    pin=$(ssh-keygen -lf keys/host_$kind.pub | cut -d' ' -f2)
    "$program" user="$SSH_USER" pin="$pin" port=$PORT_all key=keys/user_rsa name >/dev/null || fail "pin of $kind"
done
code=0
"$program" user="$SSH_USER" pin="$(ssh-keygen -lf other.pub | cut -d' ' -f2)" port=$PORT_all key=keys/user_rsa name 2>err || code=$?
[ $code -eq $STRANGER ] || fail "a wrong pin ended with $code"

# ---- keys that are refused ----

sed 's/^ssh-ed25519/expiry-time="20200101" ssh-ed25519/' keys/authorized >expired
cp expired keys/authorized
t $REJECTED by=libssh port=$PORT_all key=keys/user_ed25519 name
t $REJECTED by=curl port=$PORT_all key=keys/user_ed25519 name
cat keys/user_*.pub >keys/authorized
chmod 640 keys/user_ed25519
t $OURS port=$PORT_all key=keys/user_ed25519 name
grep -q "chmod 600" err || fail "a key that others may read: no advice"
chmod 600 keys/user_ed25519

# ---- what the server does not allow ----

sshd_start refusing "$keys" ed25519 "ForceCommand internal-sftp -P rename,posix-rename,remove"
sshd_known refusing "$keys" ed25519 >>known
for by in curl libssh; do
    a="by=$by port=$PORT_refusing key=keys/user_ed25519"
    t 0 $a put big "$there/refused.tmp"
    t $DENIED $a rename "$there/refused.tmp" "$there/refused"
    t $DENIED $a remove "$there/refused.tmp"
    [ -e remote/refused.tmp ] && [ ! -e remote/refused ] || fail "$by: refused, and yet done"
done
sshd_stop refusing
sshd_start moved "$keys" ed25519 "ForceCommand internal-sftp -R"
sshd_known moved "$keys" ed25519 >>known
for by in curl libssh; do
    t $DENIED by=$by port=$PORT_moved key=keys/user_ed25519 put big "$there/read-only"
done

# ---- a disk that is full ----

if [ "$(id -u)" -eq 0 ] && mkdir small && mount -t tmpfs -o size=1m tmpfs small 2>/dev/null; then
    for by in curl libssh; do
        code=0
        "$program" user="$SSH_USER" known=known by=$by port=$PORT_all key=keys/user_ed25519 put big "$work/small/x" 2>err || code=$?
        case $code in $FULL | $DENIED | $CUT) ;; *) cat err; fail "$by: a full disk ended with $code" ;; esac
        rm -f small/x
    done
    umount small
fi
echo "which is taken, calls, strangers, refusals: right by libcurl and libssh"
