# Sourced by tests of faults in transfers: a home whose outbox is full, a partner with files for it.
#   transfer_begin KEY HOSTKEYS [CONF…]  makes $work/base (a home) and $work/theirs.base, and starts the server
#   transfer_begin_https [FAULT…]        the same with a web server
#   transfer_copy                 begins anew: $work/home, $work/theirs
#   transfer_check WHAT           the end must be as undisturbed; with TAKEN=yes the partner took files away
# Needs $work, $SCRUBJAY, $SOURCE.
. "$SOURCE/tests/tools/sshd.bash"
. "$SOURCE/tests/tools/webdav.bash"
. "$SOURCE/tests/tools/partners.bash"
export LSAN_OPTIONS="suppressions=$SOURCE/tests/tools/lsan.supp:print_suppressions=0"

fail() { echo "$(basename "$0"): $*" >&2; exit 1; }

transfer_begin() {
    sshd_keys "$work/keys"
    sshd_start one "$work/keys" "$2" "${@:3}"
    rm -rf "$work/home"
    home_begin
    cp "$work/keys/$1" "$work/home/keys/key"
    sshd_known one "$work/keys" "$2" >"$work/home/keys/known"
    transfer_home sftp "host='127.0.0.1' port='$PORT_one' user='$SSH_USER' known-hosts='keys/known' key-file='keys/key'" \
        "out='$work/theirs/in' in='$work/theirs/out' after='delete'"
}

transfer_begin_https() {
    webdav_certificate
    webdav_start one "$work/theirs" "$@"
    rm -rf "$work/home"
    home_begin
    cp "$work/tls.crt" "$work/home/keys/"
    (umask 077 && echo "let me in" >"$work/home/keys/password")
    transfer_home https "host='localhost' port='$PORT_one' user='office' password-file='keys/password' ca-file='keys/tls.crt'" \
        "out='/in' in='/out' after='delete'"
}

transfer_home() { # KIND CONNECTION FOLDERS
    local n
    rm -rf "$work/base" "$work/theirs.base"
    mkdir -p "$work/theirs.base/in" "$work/theirs.base/out" "$work/taken"
    home_partner one "$1" "claims-per-file='3'" "$2 attempts='1' wait='10' stall='3' rest='0'" "$3"
    home_end
    cp "$SOURCE/testdata/sample/batch.837" "$work/home/in/"
    rm -rf "$work/theirs" # claims are batched and wait: the partner's folder is not there
    "$SCRUBJAY" run -C "$work/home" --as-of 2026-05-04 >"$work/out" 2>&1 || true
    [ "$(ls "$work/home/partners/one/outbox" | wc -l)" -eq 3 ] || { cat "$work/out"; fail "no batches to begin with"; }
    sqlite3 "$work/home/scrubjay.db" "DELETE FROM partner_link"
    for n in 1 2; do # larger than a packet, so that a cut may fall into it
        { cat "$SOURCE/testdata/sample/batch.837" | sed "s/DEMO-1/F$n-1/g" | tr -d '\n' | head -c -1; } >"$work/theirs.base/out/answer $n.txt"
        for k in $(seq 20); do echo "report line $n $k: nothing that anybody reads, only bytes to carry over the line"; done >>"$work/theirs.base/out/answer $n.txt"
        sed -i '1s/^/report /' "$work/theirs.base/out/answer $n.txt"
    done
    mv "$work/home" "$work/base"
}

transfer_copy() {
    rm -rf "$work/home" "$work/theirs" "$work/taken"
    mkdir "$work/taken"
    cp -a "$work/base" "$work/home"
    cp -a "$work/theirs.base" "$work/theirs"
}

transfer_take() { # the partner takes what it sees
    local file
    for file in "$work"/theirs/in/*; do
        case $file in *.tmp | *'/*') ;; *) mv "$file" "$work/taken/" ;; esac
    done
}

transfer_pass() { # plain, and must end by itself
    local code=0
    "$SCRUBJAY" "$@" -C "$work/home" >"$work/out" 2>&1 || code=$?
    case $code in 0 | 5) ;; *) cat "$work/out"; fail "$* ended with $code" ;; esac
}

transfer_check() {
    python3 "$SOURCE/tests/fault/transfer.py" "$work/home" "$work/theirs" "$work/theirs.base/out" "$work/taken" >"$work/got" 2>"$work/wrong" ||
        { cat "$work/wrong" "$work/out" >&2; fail "$1"; }
}
