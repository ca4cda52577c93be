# Sourced by tests: a WebDAV server with a certificate made here. Needs $work.
#   webdav_certificate              $work/tls.crt and tls.key, for localhost
#   webdav_start NAME ROOT [FAULT…] sets PORT_NAME; the user is "office", the password "let me in"
#   webdav_stop NAME
#   webdav_pin                      SHA256:… of its public key

webdav_certificate() {
    openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext "subjectAltName=DNS:localhost" \
        -keyout "$work/tls.key" -out "$work/tls.crt" 2>/dev/null
}

webdav_start() {
    local name=$1 root=$2 try
    shift 2
    rm -f "$work/$name.port"
    python3 "$SOURCE/tests/tools/webdav.py" "$root" "$work/$name.port" "$work/tls.crt" "$work/tls.key" "office:let me in" "$@" \
        2>"$work/$name.log" &
    echo $! >"$work/$name.pid"
    for try in $(seq 200); do
        [ -s "$work/$name.port" ] && break
        sleep 0.05
    done
    [ -s "$work/$name.port" ] || { cat "$work/$name.log" >&2; echo "the web server does not start" >&2; exit 1; }
    eval "PORT_$name=$(cat "$work/$name.port")"
}

webdav_stop() {
    [ ! -s "$work/$1.pid" ] || kill "$(cat "$work/$1.pid")" 2>/dev/null || true
}

webdav_pin() {
    echo "SHA256:$(openssl x509 -in "$work/tls.crt" -noout -pubkey | openssl pkey -pubin -outform der | openssl dgst -sha256 -binary | base64)"
}
