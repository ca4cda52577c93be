# Sourced by tests: tests/tools/fault_proxy.c, driven.
#   proxy_start SERVER-PORT [NAME=N…]   sets PROXY_PORT
#   proxy_set NAME=N…                   changes it, for connections from now on
#   proxy_stop
# Needs $work and $BUILD. What each connection came to stands in $work/proxy.log.

proxy_start() {
    local try
    rm -f "$work/proxy.in" "$work/proxy.port" "$work/proxy.log"
    mkfifo "$work/proxy.in"
    "$BUILD/tests/fault_proxy" "$1" "$work/proxy.port" "${@:2}" <"$work/proxy.in" >>"$work/proxy.log" 2>&1 &
    PROXY_PID=$!
    exec 9>"$work/proxy.in"
    for try in $(seq 100); do
        [ -s "$work/proxy.port" ] && break
        sleep 0.05
    done
    PROXY_PORT=$(cat "$work/proxy.port")
}

proxy_set() {
    printf '%s\n' "$@" >&9
    sleep 0.05 # read before the next connection comes
}

proxy_stop() {
    exec 9>&- 2>/dev/null || true
    [ -z "${PROXY_PID:-}" ] || kill "$PROXY_PID" 2>/dev/null || true
}
