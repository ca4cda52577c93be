#!/usr/bin/env bash
# A real sshd whose sftp-server, disk or folders do what they should not, one fault after the other, by libcurl and by
# libssh; and a web server that does the same. Each is told, nothing is lost or doubled, and plain passes afterwards come to the undisturbed end. README.md
# says which fault is tested where.
set -euo pipefail
work=$(mktemp -d)
. "$SOURCE/tests/fault/transfer.bash"
trap 'sshd_stop one; webdav_stop one; umount "$work/small" 2>/dev/null || true; rm -rf "$work"' EXIT
for server in /usr/lib/openssh/sftp-server /usr/libexec/openssh/sftp-server /usr/lib/ssh/sftp-server; do [ ! -x $server ] || break; done
[ -x "$server" ] || { echo "no sftp-server here"; exit 77; }
chmod 711 "$work" # another user is to come to the folders below

# What the server runs: sftp-server, as whom and with which fault $work/odd says.
cat >"$work/server" <<SH
#!/bin/sh
AS= ODD= ODD_FILE=
[ ! -e $work/odd ] || . $work/odd
export ODD ODD_FILE
[ -z "\$ODD" ] || export LD_PRELOAD=$BUILD/tests/odd_server.so
exec \$AS $server
SH
chmod 755 "$work/server"
as=""
[ "$(id -u)" -ne 0 ] || as="setpriv --reuid=nobody --regid=nogroup --clear-groups" # root may do everything

odd() { # [FAULT [FILE]]: from now on; without: none
    if [ "$by" = https ]; then
        echo "${1:-}${2:+=$2}" >"$work/one.port.odd"
    else
        printf '%s\n' "ODD='${1:-}'" "ODD_FILE='${2:-}'" >"$work/odd"
    fi
}

# deny write|read|delete|list FOLDER [NAME], allow FOLDER [NAME]: what the partner lets us do there
deny() {
    if [ "$by" = https ]; then odd "no-$1"; return; fi
    echo "AS='$as'" >"$work/odd"
    case $1 in write | delete) chmod 555 "$2" ;; read) chmod 000 "$2/$3" ;; list) chmod 000 "$2" ;; esac
}
allow() { chmod 755 "$1" && find "$1" -type f -exec chmod 644 {} +; }

told() { grep -qE -- "$1" "$work/out" || { cat "$work/out"; fail "$by, $fault: does not say: $1"; }; }
inbox() { ls -A "$work/home/partners/one/inbox" 2>/dev/null | grep -v '^\.' | wc -l; }
sent() { ls -A "$work/home/partners/one/sent" 2>/dev/null | wc -l; }
begin() { # WORDS [FAULT [FILE]]
    fault=$1
    transfer_copy
    odd "${@:2}"
}
end() { # the partner is well again
    odd
    transfer_pass submit
    transfer_pass fetch
    transfer_check "$by: $fault"
    grep -q ' 0 in doubt' "$work/got" || fail "$by, $fault: a doubt though nothing was taken away"
}
undo() { cp -a "$work/theirs.base/out/$answer" "$work/theirs/out/"; } # the file comes back as it was
answer="answer 1.txt"

faults() {
    local path=$work/theirs/out/$answer

    begin "listing lies" lie
    transfer_pass fetch
    [ "$(inbox)" -eq 2 ] || fail "$by: sizes of a listing are believed"
    end

    begin "listing lies, files stay there" lie
    sed -i "s/after='delete'/after='keep'/" "$work/home/scrubjay.xml"
    transfer_pass fetch
    transfer_pass fetch
    [ "$(inbox)" -eq 2 ] || fail "$by: fetched again for a size that the listing makes up"
    sed -i "s/after='keep'/after='delete'/" "$work/home/scrubjay.xml"
    end

    begin "vanishes after the listing" vanish "$path"
    transfer_pass fetch
    [ "$(inbox)" -eq 1 ] || fail "$by: what vanished came, or stopped the others"
    undo
    end

    begin "grows after the listing" grow "$path"
    transfer_pass fetch
    [ "$(inbox)" -eq 2 ] || fail "$by: a file that grew before it was read did not come"
    grep -q "and more" "$work/home/partners/one/inbox/$answer" || fail "$by: not all of it came"
    transfer_copy
    end

    begin "shrinks while it is read" shrink "$path"
    transfer_pass fetch
    [ ! -e "$work/home/partners/one/inbox/$answer" ] || fail "$by: half of a file was taken for all of it"
    told "$answer"
    undo
    end

    begin "no room for a byte" full
    transfer_pass submit
    [ "$(sent)" -eq 0 ] || fail "$by: sent to a full disk"
    told "stays in the outbox"
    end

    begin "a rename that is done and denied" deaf
    transfer_pass submit
    [ "$by" = https ] || [ "$(sent)" -eq 3 ] || { cat "$work/out"; fail "$by: what lies there whole does not count as sent"; }
    end

    denied
    [ "$by" = https ] || full_disk
    echo "$by: a server's listing, files, disk, renames and permissions"
}

denied() {
    [ -z "$as" ] || $as true 2>/dev/null || { echo "$by: permissions not tested: no setpriv"; return 0; }
    begin "may not write there"
    deny write "$work/theirs/in"
    transfer_pass submit
    told "stays in the outbox"
    told "ermission denied|not allowed|403"
    [ "$(sent)" -eq 0 ] || fail "$by: sent where nothing can be written"
    allow "$work/theirs/in"
    end

    begin "may not read a file"
    deny read "$work/theirs/out" "$answer"
    transfer_pass fetch
    told "it stays with the partner"
    [ "$(inbox)" -lt 2 ] || fail "$by: read what it may not"
    allow "$work/theirs/out"
    end

    begin "may not take away"
    deny delete "$work/theirs/out"
    transfer_pass fetch
    told "the partner does not let us take it away"
    transfer_pass fetch
    [ "$(inbox)" -eq 2 ] || fail "$by: fetched again because it could not be taken away"
    allow "$work/theirs/out"
    end

    [ "$by" != https ] || return 0
    begin "may not list"
    deny list "$work/theirs/out"
    transfer_pass fetch
    [ "$(inbox)" -eq 0 ] || fail "$by: listed what it may not"
    allow "$work/theirs/out"
    end
}

full_disk() { # a small disk with a little room: half of a file gets on it
    begin "disk full"
    mkdir -p "$work/small"
    [ "$(id -u)" -eq 0 ] && mount -t tmpfs -o size=16k tmpfs "$work/small" 2>/dev/null || { echo "$by: disk full not tested: nothing can be mounted"; return 0; }
    head -c 12K /dev/zero >"$work/small/fill"
    sed -i "s|out='$work/theirs/in'|out='$work/small'|" "$work/home/scrubjay.xml"
    transfer_pass submit
    told "stays in the outbox"
    [ "$(find "$work/small" -name '*.x12' | wc -l)" -eq "$(sent)" ] || fail "$by: a full disk, and other files there than were sent"
    [ "$(sent)" -lt 3 ] || fail "$by: the disk was not full"
    rm "$work/small/fill"
    transfer_pass submit
    transfer_pass fetch
    cp -a "$work/small/." "$work/theirs/in/"
    umount "$work/small"
    transfer_check "$by: $fault"
}

by=libcurl
transfer_begin user_ed25519 "ed25519 ecdsa" "ForceCommand $work/server"
faults
sshd_stop one
by=libssh
transfer_begin user_rsa rsa "ForceCommand $work/server"
faults
sshd_stop one
by=https
transfer_begin_https
faults
begin "out of service" error
transfer_pass submit
told "HTTP 503"
end
begin "a certificate that is no longer valid"
code=0
ASAN_OPTIONS="${ASAN_OPTIONS:-}:verify_asan_link_order=0" LD_PRELOAD=$BUILD/tests/clock_shift.so SJ_CLOCK_SHIFT=8640000 \
    "$SCRUBJAY" submit -C "$work/home" >"$work/out" 2>&1 || code=$?
[ $code -eq 5 ] && told "STOPPED one: the partner's server has another key"
[ "$(sent)" -eq 0 ] || fail "sent to a server whose certificate is no longer valid"
transfer_pass partners test one
end
