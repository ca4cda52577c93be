# Sourced by tests: an OpenSSH server of our own on a free port of the loopback, by keys made here.
#
#   sshd_keys FOLDER                     host and user keys: FOLDER/host_{ed25519,ecdsa,rsa}, user_{…}
#   sshd_start NAME KEYS "TYPES" [CONF…] a server with these kinds of host keys; sets PORT_NAME, PID in
#                                        FOLDER/NAME.pid; further lines for its configuration
#   sshd_known NAME KEYS "TYPES"         prints lines for a known_hosts file
#   sshd_stop NAME
# Needs $work. Ends the test with 77 where there is no sshd. SSHD_UNDER: a command that starts it.

SSHD=$(command -v sshd || ls /usr/sbin/sshd 2>/dev/null || true)
[ -n "$SSHD" ] || { echo "no sshd here"; exit 77; }
SSH_USER=$(id -un)

sshd_keys() {
    local type
    mkdir -p "$1"
    for type in ed25519 ecdsa rsa; do
        [ -e "$1/host_$type" ] || ssh-keygen -q -t $type -N "" -C host -f "$1/host_$type"
        [ -e "$1/user_$type" ] || ssh-keygen -q -t $type -N "" -C user -f "$1/user_$type"
    done
    cat "$1"/user_*.pub >"$1/authorized"
    chmod 600 "$1"/*
}

free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

sshd_start() {
    local name=$1 keys=$2 types=$3 port try
    shift 3
    for try in 1 2 3 4 5; do
        port=$(free_port)
        {
            echo "Port $port"
            echo "ListenAddress 127.0.0.1"
            for type in $types; do echo "HostKey $keys/host_$type"; done
            printf '%s\n' "PidFile $work/$name.pid" "AuthorizedKeysFile $keys/authorized" \
                "PasswordAuthentication no" "KbdInteractiveAuthentication no" "UsePAM no" "StrictModes no" \
                "Subsystem sftp internal-sftp" "PermitRootLogin yes" "MaxStartups 1000" "LogLevel ERROR"
            [ $# -eq 0 ] || printf '%s\n' "$@"
        } >"$work/$name.conf"
        [ "$(id -u)" -ne 0 ] || mkdir -p /run/sshd
        ${SSHD_UNDER:-} "$SSHD" -f "$work/$name.conf" -E "$work/$name.log" && break
    done
    for try in $(seq 100); do
        [ -s "$work/$name.pid" ] && break
        sleep 0.05
    done
    [ -s "$work/$name.pid" ] || { cat "$work/$name.log" >&2; echo "sshd does not start" >&2; exit 77; }
    eval "PORT_$name=$port"
}

sshd_known() {
    local type
    for type in $3; do
        echo "[127.0.0.1]:$(eval echo "\$PORT_$1") $(cut -d' ' -f1,2 "$2/host_$type.pub")"
    done
}

sshd_stop() {
    [ ! -s "$work/$1.pid" ] || kill "$(cat "$work/$1.pid" 2>/dev/null)" 2>/dev/null || true
}
