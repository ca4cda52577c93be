#!/usr/bin/env bash
# Four partners side by side, as an office would have them: sftp with Ed25519 keys (libcurl), sftp with RSA keys
# (libssh), https, a folder. Claims go out, answers come in; then what goes wrong with partners, one after the other.
set -euo pipefail
work=$(mktemp -d)
. "$SOURCE/tests/tools/sshd.bash"
. "$SOURCE/tests/tools/webdav.bash"
. "$SOURCE/tests/tools/partners.bash"
trap 'sshd_stop ed; sshd_stop rsa; sshd_stop dumb; webdav_stop dav; [ -z "${KEEP:-}" ] && rm -rf "$work"' EXIT
cd "$work"
fail() { echo "partners: $*" >&2; [ ! -s out ] || cat out >&2; exit 1; }
day=2026-05-04

run() { # EXPECTED ARGUMENTS… (01: either)
    local wanted=$1 code=0
    shift
    "$SCRUBJAY" "$@" -C "$work/home" >out 2>&1 || code=$?
    case $wanted in *$code*) ;; *) fail "exit $code, not $wanted: $*" ;; esac
}
holds() { grep -qF -- "$1" out || fail "does not say: $1"; }
count() { find "$1" -type f ! -name '.*' | wc -l; }

sshd_keys keys
keys=$work/keys
sshd_start ed "$keys" "ed25519 ecdsa rsa"
sshd_start rsa "$keys" rsa
webdav_certificate
for partner in ed rsa dav dir; do mkdir -p theirs/$partner/{in,out,done}; done
webdav_start dav "$work/theirs/dav"
home_begin
cp keys/user_ed25519 keys/user_rsa tls.crt home/keys/
(umask 077 && echo "let me in" >home/keys/password)
{ sshd_known ed "$keys" "ed25519 ecdsa"; sshd_known rsa "$keys" rsa; } >home/keys/known
ssh="host='127.0.0.1' user='$SSH_USER' known-hosts='keys/known' attempts='2' wait='50' stall='5' rest='0'"
home_partner ed sftp "claims-per-file='2'" "$ssh port='$PORT_ed' key-file='keys/user_ed25519'" \
    "out='$work/theirs/ed/in' in='$work/theirs/ed/out' after='delete'" "<files out='{test}{type}_{date}_{isa13}.837' test='OATEST_'/>"
home_partner rsa sftp "claims-per-file='2'" "$ssh port='$PORT_rsa' key-file='keys/user_rsa'" \
    "out='$work/theirs/rsa/in' in='$work/theirs/rsa/out' after='move' done='$work/theirs/rsa/done'" "<route payer='90001'/>"
home_partner dav https "claims-per-file='2'" "host='localhost' port='$PORT_dav' user='office' password-file='keys/password' ca-file='keys/tls.crt' attempts='2' wait='50' rest='0'" \
    "out='/in' in='/out' after='keep'" "<route payer='90002'/>"
home_partner dir local "claims-per-file='2'" "attempts='2' wait='50' rest='0'" \
    "out='$work/theirs/dir/in' in='$work/theirs/dir/out' after='delete'" "<route payer='90004'/>"
home_end

for partner in ed rsa dav dir; do run 0 partners test $partner --write; done
run 0 partners test ed
holds "lets us in, by sftp (libcurl)"
run 0 partners test rsa
holds "lets us in, by sftp (libssh)"

# ---- out and back ----

cp "$SOURCE/testdata/sample/batch.837" home/in/
run 01 run --as-of $day
sent=0
for partner in ed rsa dav dir; do
    n=$(count theirs/$partner/in)
    [ "$n" -gt 0 ] || fail "nothing went to $partner"
    [ "$n" -eq "$(count home/partners/$partner/sent)" ] || fail "$partner: other files than in sent/"
    for file in theirs/$partner/in/*; do
        cmp -s "$file" "home/partners/$partner/sent/$(basename "$file")" || fail "$file is not what was sent"
    done
    sent=$((sent + n))
done
[ "$(cat theirs/*/in/* | grep -o 'CLM\*[^*]*' | sort | uniq -d | wc -l)" -eq 0 ] || fail "a claim went out twice"
[ "$(cat theirs/*/in/* | grep -o 'CLM\*[^*]*' | wc -l)" -eq 8 ] || fail "not all claims went out"
ls theirs/ed/in | grep -q '^OATEST_837P_20260504_00000000[0-9]*\.837$' || fail "names are not as the partner wants them"
run 01 run --as-of $day # nothing twice
[ "$(cat theirs/*/in/* | wc -c)" -eq "$(cat home/partners/*/sent/* | wc -c)" ] || fail "a second pass sent again"
for partner in ed rsa dav dir; do
    "$SCRUBJAY" simulate theirs/$partner/in/* --seed 3 --out theirs/$partner/out >/dev/null
done
offered=$(cat <(ls theirs/ed/out theirs/rsa/out theirs/dav/out theirs/dir/out | grep -c x12))
run 01 run --as-of 2026-06-20
[ "$(grep -c '^fetched' out)" -eq "$offered" ] || fail "not every answer came"
[ "$(count theirs/ed/out)$(count theirs/dir/out)$(count theirs/rsa/out)" = 000 ] || fail "what was fetched is still there"
[ "$(count theirs/rsa/done)" -gt 0 ] && [ "$(count theirs/dav/out)" -gt 0 ] || fail "moved and kept files"
run 0 fetch # what is kept there is not fetched again
holds "nothing to do"

# ---- odd files ----

for name in 'with blank.txt' '-dash.txt' 'ümlaut.txt' '$(touch pwned).txt' ; do echo x >"theirs/ed/out/$name"; done
echo x >theirs/ed/out/.hidden; echo x >theirs/ed/out/a.part; echo x >theirs/ed/out/b.TMP
printf x >theirs/ed/out/"$(printf 'line\nbreak')"; printf x >theirs/ed/out/"$(printf 'latin\344')"
printf x >theirs/rsa/out/"$(printf 'latin\344')"; printf x >theirs/rsa/out/'back\slash'
cp -r "$SOURCE/testdata/sample/batch.837" theirs/ed/out/half.837 && truncate -s 3000 theirs/ed/out/half.837
sed -i 's/give-up="0"/give-up="900"/' home/scrubjay.xml
run 5 fetch
holds "ed/half.837: it has no end yet"
grep -q 'REFUSED ed/?' out && [ "$(grep -c 'REFUSED rsa/?' out)" -eq 2 ] || fail "names that are none are not told"
for name in 'with blank.txt' '-dash.txt' 'ümlaut.txt' '$(touch pwned).txt'; do
    [ -f "home/partners/ed/inbox/$name" ] || fail "not fetched: $name"
done
[ ! -e pwned ] && [ ! -e home/partners/ed/inbox/half.837 ] && [ -e theirs/ed/out/half.837 ] || fail "odd files"
[ "$(ls -A home/partners/ed/inbox | grep -vc '^\.half')" -eq 4 ] || { ls -A home/partners/ed/inbox; fail "more came than should"; }
cp "$SOURCE/testdata/sample/batch.837" theirs/ed/out/half.837 # now it is whole
run 5 fetch --partner ed
cmp -s home/partners/ed/inbox/half.837 "$SOURCE/testdata/sample/batch.837" || fail "the file that was half"
rm -f theirs/ed/out/* theirs/ed/out/.h* theirs/rsa/out/* home/partners/ed/inbox/*

# ---- a partner that is not to be trusted, or does not trust us: stopped, and not tried again ----

new_claims() { # one more claim for the partner's payer, never seen before
    sed "s/DEMO-10/T$1-10/g; s/000000001/00000$1/g; s/\(NM1\*IL.*\*MI\*\)/\1$1/" "$SOURCE/testdata/sample/batch.837" >"home/in/$1.837"
}
logins() { grep -c "" "$work/ed.log" || true; }
sed -i 's/^LogLevel .*/LogLevel VERBOSE/' ed.conf
cp home/keys/known good
ssh-keygen -q -t ed25519 -N "" -f stranger; ssh-keygen -q -t ecdsa -N "" -f stranger2
{ sed "s|ssh-ed25519 .*|$(cut -d' ' -f1,2 stranger.pub)|; s|ecdsa-sha2-nistp256 .*|$(cut -d' ' -f1,2 stranger2.pub)|" good; } >home/keys/known
new_claims 2001
before=$(count theirs/ed/in)
run 5 run --as-of $day
holds "STOPPED ed: the partner's server has another key than the one we know"
[ "$(count home/partners/ed/outbox)" -gt 0 ] && [ "$(count theirs/ed/in)" -eq "$before" ] || fail "sent to a stranger"
sshd_stop ed # not tried again: nobody notices that the server is not even there
run 5 run --as-of $day
holds "it is not tried again before its settings change"
run 5 partners test ed
holds "does not answer"
"$SSHD" -f ed.conf -E ed.log
for i in $(seq 100); do [ -s ed.pid ] && break; sleep 0.05; done
cp good home/keys/known # other settings: tried again
run 01 run --as-of $day
[ "$(count home/partners/ed/outbox)" -eq 0 ] && [ "$(count theirs/ed/in)" -gt "$before" ] || fail "not sent after the key was right again"

sed 's/^ssh-ed25519/expiry-time="20200101" &/' keys/authorized >expired
cp keys/authorized good_keys && cp expired keys/authorized
new_claims 2002
run 5 run --as-of $day
holds "STOPPED ed: the partner's server refuses our key or password"
tries=$(grep -c "Connection from" ed.log || true)
for i in 1 2 3; do run 5 submit; done
[ "$(grep -c "Connection from" ed.log || true)" -eq "$tries" ] || fail "a refused key was tried again"
cp good_keys keys/authorized
run 0 partners test ed # a success opens it again
run 0 submit
[ "$(count home/partners/ed/outbox)" -eq 0 ] || fail "not sent after the key was right again"

chmod 644 home/keys/user_ed25519
new_claims 2003
run 5 run --as-of $day
holds "chmod 600"
chmod 600 home/keys/user_ed25519
run 0 submit
chmod 644 home/scrubjay.xml
run 7 submit
holds "chmod o-rwx"
chmod 600 home/scrubjay.xml

# ---- a server that does not do what it should ----

sshd_start dumb "$keys" ed25519 "ForceCommand internal-sftp -P rename,posix-rename"
cp home/scrubjay.xml good.xml
sshd_known dumb "$keys" ed25519 >>home/keys/known
sed -i "s/port='$PORT_ed'/port='$PORT_dumb'/" home/scrubjay.xml
new_claims 2004
run 5 run --as-of $day
holds "it stays in the outbox: a file could not be renamed at the partner"
before=$(ls theirs/ed/in | grep -vc tmp)
cp good.xml home/scrubjay.xml
run 0 submit # it was uploaded already: renamed now
[ "$(ls theirs/ed/in | grep -vc tmp)" -gt "$before" ] && [ "$(ls theirs/ed/in | grep -c tmp)" -eq 0 ] || fail "after a refused rename"
sshd_stop dumb
rm -rf theirs/ed/in
new_claims 2005
run 5 run --as-of $day
holds "No such file"
mkdir theirs/ed/in
run 0 submit

# ---- expected files ----

sed -i "s|<files out='{test}{type}_{date}_{isa13}.837' test='OATEST_'/>|&<expect type='835' by='00:01'/>|" home/scrubjay.xml
run 0 partners
sed -i "s|by='00:01'/>|by='00:01'/><answer type='999' hours='1'/>|" home/scrubjay.xml
run 0 partners --json
python3 - <<PY || fail "the JSON of partners"
import json
p = json.load(open("out"))
assert [x["name"] for x in p["partners"]] == ["ed", "rsa", "dav", "dir"], p
assert all(x["state"] == "up" for x in p["partners"]), p
PY
echo "four partners: out, back, and what goes wrong"
