#!/usr/bin/env bash
# scrubjay convert against what stands beside the files of testdata/convert: NAME.json, and NAME.tables for
# its CSV. What is JSON becomes the same bytes again; README.md tells of every column, in order.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$SOURCE/testdata/convert"
failed=0

for file in *.837 *.835 *.x12; do
    "$SCRUBJAY" convert "$file" --to json >"$work/json"
    diff -u "$file.json" "$work/json" || { echo "FAILED: $file, JSON"; failed=1; }
    "$SCRUBJAY" convert "$work/json" --to x12 >"$work/x12"
    cmp "$file" "$work/x12" || { echo "FAILED: $file, back from JSON"; failed=1; }
    # What holds the segments is for people: in any layout, with and without names, it is the same file.
    "$SCRUBJAY" convert "$file" --to json --names | python3 -c '
import json, sys
document = json.load(sys.stdin)
json.dump(document, sys.stdout, indent=2)' | "$SCRUBJAY" convert - --to x12 | cmp "$file" - ||
        { echo "FAILED: $file, back from JSON of another layout"; failed=1; }
    [ -d "$file.tables" ] || continue
    "$SCRUBJAY" convert "$file" --to csv --out "$work/tables"
    diff -ru "$file.tables" "$work/tables" || { echo "FAILED: $file, CSV"; failed=1; }
    for table in "$file.tables"/*.csv; do
        name=$(basename "$table" .csv)
        "$SCRUBJAY" convert "$file" --to csv --table "$name" | cmp "$table" - ||
            { echo "FAILED: $file, --table $name"; failed=1; }
    done
    rm -r "$work/tables"
done

# The manual's tables have the columns that there are.
for table in *.tables/*.csv; do
    name=$(basename "$table" .csv)
    head -1 "$table" | tr -d '\r' | tr ',' '\n' >"$work/found"
    awk -v title="### \`$name.csv\`" 'index($0, "### ") == 1 { inside = index($0, title) == 1 }
        inside && /^\| `/ { gsub(/`/, "", $2); print $2 }' "$SOURCE/engine/convert/README.md" >"$work/told"
    diff -u "$work/told" "$work/found" || { echo "FAILED: columns of $name in README.md"; failed=1; }
done
exit $failed
