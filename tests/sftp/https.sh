#!/usr/bin/env bash
# Every call of the https transport against a WebDAV server with TLS.
set -euo pipefail
work=$(mktemp -d)
. "$SOURCE/tests/tools/webdav.bash"
trap 'webdav_stop dav; webdav_stop odd; rm -rf "$work"' EXIT
cd "$work"
fail() { echo "https: $*" >&2; exit 1; }
program=$BUILD/tests/sftp_program
mkdir -p remote/sub
webdav_certificate
webdav_start dav "$work/remote"
(umask 077 && echo "let me in" >password && echo "let me out" >wrong)
head -c 3000000 /dev/urandom >big

t() { # EXPECTED ARGUMENTS…
    local wanted=$1 code=0
    shift
    "$program" by=https user=office host=localhost "$@" >out 2>err || code=$?
    [ $code -eq "$wanted" ] || { cat out err; fail "ended with $code, not $wanted: $*"; }
}
GONE=11 DENIED=12 FULL=13 STRANGER=16 REJECTED=17
a="port=$PORT_dav password=password ca=tls.crt"
printf hi >"remote/a b ä.txt"
t 0 $a list /
[ "$(cat out)" = "2 a b ä.txt" ] || { cat out; fail "list"; }
t 0 $a put big /big.tmp
cmp -s big remote/big.tmp || fail "put"
t 0 $a stat /big.tmp
grep -q "^3000000 " out || fail "stat"
head -c 1000001 big >got
t 0 $a get /big.tmp got
cmp -s big got || fail "a download that goes on is not right"
t 0 $a append big /big.tmp 1000 # HTTP begins anew
cmp -s big remote/big.tmp || fail "append"
t 0 $a rename /big.tmp "/b\"i g ä"
[ -e 'remote/b"i g ä' ] || fail "rename"
t $DENIED $a rename "/a b ä.txt" "/b\"i g ä"
t 0 $a remove "/b\"i g ä"
for path in "stat /no" "get /no got" "remove /no" "list /no" "put big /no/x"; do t $GONE $a $path; done
t $REJECTED port=$PORT_dav password=wrong ca=tls.crt list /
t $STRANGER port=$PORT_dav password=password list / # nobody vouches for it
t 0 $a pin="$(webdav_pin)" list /
t $STRANGER $a pin=SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= list /
t $STRANGER $a host=127.0.0.1 list / # the certificate is not for this name

webdav_start odd "$work/remote" no-range no-move full
a="port=$PORT_odd password=password ca=tls.crt"
cp big remote/big
head -c 1000001 big >got
t 0 $a get /big got
cmp -s big got || fail "a server that begins anew"
t $DENIED $a rename /big /bigger
t $FULL $a put big /x
echo "https: all calls right"
