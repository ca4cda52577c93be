#!/usr/bin/env bash
# Installs what is missing, builds with -Werror and sanitizers, runs every test.
#   bash tests/run.sh            all tests
#   bash tests/run.sh -L unit    one kind (ctest's options are passed on)
set -euo pipefail
cd "$(dirname "$0")/.."
bash engine/packages.sh build test

build=${SJ_BUILD:-build/test}
mkdir -p "$build"
cmake -S . -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Debug -DCMAKE_C_FLAGS_DEBUG="-O1 -g1" -DSJ_DEV=ON -DSJ_SANITIZE=ON -DSJ_BENCH=ON >"$build/configure.log" || { cat "$build/configure.log"; exit 1; }
cmake --build "$build"

export ASAN_OPTIONS=${ASAN_OPTIONS:-detect_leaks=1:abort_on_error=0}
export UBSAN_OPTIONS=${UBSAN_OPTIONS:-print_stacktrace=1}
log=$build/ctest.log
code=0
ctest --test-dir "$build" -j "$(nproc)" --output-on-failure "$@" 2>&1 | tee "$log" || code=$?

count() { grep -cE "$1" "$log" || true; }
passed=$(count '^ *[0-9]+/[0-9]+ Test +#.* Passed ')
skipped=$(count '^ *[0-9]+/[0-9]+ Test +#.*\*\*\*Skipped')
total=$(count '^ *[0-9]+/[0-9]+ Test +#')
failed=$((total - passed - skipped))
if [ "$total" -eq 0 ]; then
    echo "no test was run" >&2
    code=1
fi
echo "$passed passed, $failed failed, $skipped skipped"
exit "$code"
