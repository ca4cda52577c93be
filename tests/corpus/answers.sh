#!/usr/bin/env bash
# Whatever file comes: what is answered to it satisfies the guide of the answer, without any finding,
# comes back from JSON byte for byte, and says of each set and group what `check --json` says.
set -euo pipefail

corpus=${SJ_SHARED:-$SOURCE/../shared}/corpus
[ -f "$corpus/MANIFEST.tsv" ] || exit 77
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# One name for each file: answers are named after what they answer.
mkdir "$work/in"
tail -n +2 "$corpus/MANIFEST.tsv" | cut -f1 | while IFS= read -r path; do
    name=${path//[\/ ]/_}
    ln -s "$(realpath "$corpus/$path")" "$work/in/$name"
done
cd "$work/in"
find . -mindepth 1 -printf '%P\0' | sort -z |
    xargs -0 "$SCRUBJAY" check --as-of 2026-05-04 --json --ack "$work/answers" > "$work/checks.json" 2> "$work/log" ||
    [ $? -eq 123 ] # files with findings, files that are not X12: expected
if grep -q 'ERROR: \|runtime error' "$work/log"; then
    cat "$work/log"
    exit 1
fi

# Of each kind a good number was provoked; else the test has become empty.
for kind in ta1:100 999:300 277ca:30 997:20; do
    n=$(find "$work/answers" -name "*.${kind%:*}" | wc -l)
    echo "$n answers of kind ${kind%:*}"
    [ "$n" -ge "${kind#*:}" ] || { echo "too few"; exit 1; }
done

python3 "$SOURCE/tests/corpus/agree.py" "$work/checks.json" "$work/answers"
python3 "$SOURCE/tests/corpus/once.py" "$work/answers"

cd "$work/answers"
find . -type f -printf '%P\0' | sort -z |
    xargs -0 "$SCRUBJAY" check --as-of 2026-05-04 --json > "$work/findings.json" || true
if ! grep -q '"errors":0,"warnings":0' "$work/findings.json" || grep -q '"severity"' "$work/findings.json"; then
    echo 'an answer has findings of its own:'
    grep -o '"path":"[^"]*"\|"id":"[^"]*"[^}]*"message":"[^"]*"' "$work/findings.json" |
        grep -B1 '^"id"' | head -20
    exit 1
fi

for kind in ta1 999 277ca 997; do
    find . -name "*.$kind" -print0 | sort -z | xargs -0 cat > "$work/all.$kind"
    "$SCRUBJAY" convert "$work/all.$kind" --to json > "$work/all.json"
    "$SCRUBJAY" convert "$work/all.json" --to x12 | cmp - "$work/all.$kind"
done
