#!/usr/bin/env bash
# A real sshd whose sftp-server, disk or folders do what they should not, one fault after the other, by libcurl and by
# libssh: each is told, nothing is lost or doubled, and plain passes afterwards come to the undisturbed end. README.md
# says which fault is tested where.
set -euo pipefail
work=$(mktemp -d)
. "$SOURCE/tests/fault/transfer.bash"
trap 'sshd_stop one; umount "$work/small" 2>/dev/null || true; rm -rf "$work"' EXIT
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
odd() { printf '%s\n' "$@" >"$work/odd"; }

told() { grep -qE -- "$1" "$work/out" || { cat "$work/out"; fail "$by, $fault: does not say: $1"; }; }
inbox() { ls -A "$work/home/partners/one/inbox" 2>/dev/null | grep -v '^\.' | wc -l; }
sent() { ls -A "$work/home/partners/one/sent" 2>/dev/null | wc -l; }
begin() { # FAULT SETTING…: from now on
    fault=$1
    transfer_copy
    odd "${@:2}"
}
end() { # the partner is well again
    odd ""
    transfer_pass submit
    transfer_pass fetch
    transfer_check "$by: $fault"
    grep -q ' 0 in doubt' "$work/got" || fail "$by, $fault: a doubt though nothing was taken away"
}
undo() { cp -a "$work/theirs.base/out/$answer" "$work/theirs/out/"; } # the file comes back as it was
answer="answer 1.txt"

faults() {
    local path=$work/theirs/out/$answer

    begin "listing lies" "ODD=lie"
    transfer_pass fetch
    [ "$(inbox)" -eq 2 ] || fail "$by: sizes of a listing are believed"
    end

    begin "listing lies, files stay there" "ODD=lie"
    sed -i "s/after='delete'/after='keep'/" "$work/home/scrubjay.xml"
    transfer_pass fetch
    transfer_pass fetch
    [ "$(inbox)" -eq 2 ] || fail "$by: fetched again for a size that the listing makes up"
    sed -i "s/after='keep'/after='delete'/" "$work/home/scrubjay.xml"
    end

    begin "vanishes after the listing" "ODD=vanish" "ODD_FILE='$path'"
    transfer_pass fetch
    [ "$(inbox)" -eq 1 ] || fail "$by: what vanished came, or stopped the others"
    undo
    end

    begin "grows after the listing" "ODD=grow" "ODD_FILE='$path'"
    transfer_pass fetch
    [ "$(inbox)" -eq 2 ] || fail "$by: a file that grew before it was read did not come"
    grep -q "and more" "$work/home/partners/one/inbox/$answer" || fail "$by: not all of it came"
    transfer_copy
    end

    begin "shrinks while it is read" "ODD=shrink" "ODD_FILE='$path'"
    transfer_pass fetch
    [ ! -e "$work/home/partners/one/inbox/$answer" ] || fail "$by: half of a file was taken for all of it"
    told "$answer"
    undo
    end

    begin "no room for a byte" "ODD=full"
    transfer_pass submit
    [ "$(sent)" -eq 0 ] || fail "$by: sent to a full disk"
    told "stays in the outbox"
    end

    begin "a rename that is done and denied" "ODD=deaf"
    transfer_pass submit
    [ "$(sent)" -eq 3 ] || { cat "$work/out"; fail "$by: what lies there whole does not count as sent"; }
    end

    denied
    full_disk
    echo "$by: a server's listing, files, disk, renames and permissions"
}

denied() {
    local as=""
    [ "$(id -u)" -ne 0 ] || as="setpriv --reuid=nobody --regid=nogroup --clear-groups"
    [ -z "$as" ] || $as true 2>/dev/null || { echo "$by: permissions not tested: no setpriv"; return 0; }
    begin "may not write there" "AS='$as'"
    chmod 555 "$work/theirs/in"
    transfer_pass submit
    told "stays in the outbox"
    told "ermission denied|not allowed"
    [ "$(sent)" -eq 0 ] || fail "$by: sent where nothing can be written"
    chmod 755 "$work/theirs/in"
    end

    begin "may not read a file" "AS='$as'"
    chmod 000 "$work/theirs/out/$answer"
    transfer_pass fetch
    told "it stays with the partner"
    [ "$(inbox)" -eq 1 ] || fail "$by: one file that cannot be read stops the others"
    chmod 644 "$work/theirs/out/$answer"
    end

    begin "may not take away" "AS='$as'"
    chmod 555 "$work/theirs/out"
    transfer_pass fetch
    told "the partner does not let us take it away"
    transfer_pass fetch
    [ "$(inbox)" -eq 2 ] || fail "$by: fetched again because it could not be taken away"
    chmod 755 "$work/theirs/out"
    end

    begin "may not list" "AS='$as'"
    chmod 000 "$work/theirs/out"
    transfer_pass fetch
    [ "$(inbox)" -eq 0 ] || fail "$by: listed what it may not"
    chmod 755 "$work/theirs/out"
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
