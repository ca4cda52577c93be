#!/usr/bin/env bash
# What README.md shows is true: the finding stands in the output of the command above it, and the C program,
# exactly as it is there, builds against the installed headers and library by `pkg-config scrubjay` and prints
# the findings of a file.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

block() { # block NAME: the lines of README's block ```NAME
    awk -v open="\`\`\`$1" '$0 == open { on = 1; next } /^```$/ { on = 0 } on' "$SOURCE/README.md"
}

cd "$SOURCE"
"$SCRUBJAY" check --as-of 2026-05-04 testdata/sample/batch.837 >"$work/check" || [ $? -eq 1 ]
block finding >"$work/finding"
[ "$(wc -l <"$work/finding")" -ge 5 ] || { echo "README.md shows no finding"; exit 1; }
while IFS= read -r line; do
    grep -qxF -e "$line" "$work/check" || { echo "README.md shows, but check does not print: $line"; exit 1; }
done <"$work/finding"

block c >"$work/findings.c"
grep -q 'int main' "$work/findings.c" || { echo "README.md holds no C program"; exit 1; }
lines=$(grep -c . "$work/findings.c")
[ "$lines" -le 40 ] || { echo "the program has grown to $lines lines"; exit 1; }

cmake --install "$BUILD" --prefix "$work/usr" >/dev/null
pc=$(find "$work/usr" -name scrubjay.pc)
export PKG_CONFIG_PATH=${pc%/*}
# A library with sanitizers wants a program with them.
extra=
grep -q '^SJ_SANITIZE:BOOL=ON' "$BUILD/CMakeCache.txt" && extra='-fsanitize=address,undefined'
# shellcheck disable=SC2046,SC2086
cc -std=c17 -Wall -Wextra -Werror $extra -o "$work/findings" "$work/findings.c" \
    $(pkg-config --cflags --libs scrubjay)

export LD_LIBRARY_PATH=${PKG_CONFIG_PATH%/pkgconfig}
"$work/findings" "$SOURCE/testdata/sample/batch.837" >"$work/out"
grep -q '^BL-0101 error account DEMO-1005, segment [0-9]*: The claim.s total charge is 175' "$work/out" || {
    cat "$work/out"
    echo "it does not print the sample's finding"
    exit 1
}
