# What tests of the program share. Sourced; the program is $SCRUBJAY.

fail() { echo "FAILED: $*"; exit 1; }
expect() { # CODE ARGUMENT…: exits so; its output is in out and err
    local want=$1 code=0
    shift
    "$SCRUBJAY" "$@" >out 2>err || code=$?
    [ "$code" -eq "$want" ] || { cat out err; fail "exit $code, not $want: $*"; }
}
holds() { grep -qF -- "$2" "$1" || { cat "$1"; fail "no '$2' in $1"; }; }
lacks() { ! grep -qF -- "$2" "$1" || { cat "$1"; fail "'$2' in $1"; }; }
