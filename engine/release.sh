#!/usr/bin/env bash
# Builds a release that knows what a day's work asks of it: a program that counts branches is built first and checks
# simulated claims and remittances; by its counts the release is laid out (some 5 per cent less time in `check`).
#   bash engine/release.sh FOLDER [options of cmake…]       the program is FOLDER/scrubjay
# What a build prints is in FOLDER/build.log. With SJ_TARGETS more than the program is built.
set -euo pipefail
cd "$(dirname "$0")/.."
[ $# -ge 1 ] || { echo "usage: engine/release.sh FOLDER [options of cmake…]" >&2; exit 2; }
folder=$1
shift
mkdir -p "$folder"
folder=$(realpath "$folder")
counting=$folder/counting
counts=$folder/counts

# build FOLDER OPTIONS… -- TARGETS…
build() {
    local in=$1 options=()
    shift
    for (( ; $# > 0; )); do
        [ "$1" != -- ] || { shift; break; }
        options+=("$1")
        shift
    done
    cmake -S . -B "$in" -G Ninja -DCMAKE_BUILD_TYPE=Release "${options[@]}" && cmake --build "$in" --target "$@"
}

# What is done all day, right and wrong. `check` ends with 1 where it found something.
check() {
    "$counting/scrubjay" simulate --as-of 2026-04-16 --out "$counting/sample" "$@" &&
        { "$counting/scrubjay" check --jsonl --as-of 2026-04-16 "$counting/sample" >/dev/null || [ $? = 1 ]; }
}

count() {
    local type
    rm -rf "$counts"
    for type in 837P 837I 837D 835 277CA; do check --type $type --claims 3000 || return; done
    for type in 837P 837I 837D; do check --type $type --claims 500 --faults || return; done
}

release() {
    build "$counting" -DSJ_PROFILE=record -DSJ_PROFILE_DIR="$counts" -- scrubjay_program &&
        { [ "$folder/scrubjay" -nt "$counting/scrubjay" ] || count; } &&
        build "$folder" -DSJ_PROFILE=use -DSJ_PROFILE_DIR="$counts" "$@" -- ${SJ_TARGETS:-scrubjay_program}
}

release "$@" >"$folder/build.log" 2>&1 || {
    tail -40 "$folder/build.log" >&2
    exit 1
}
