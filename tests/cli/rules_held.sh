#!/usr/bin/env bash
# rules_held.tsv, the table of rules and what holds them: each id is known, each rule has one or a reason, and no
# situational rule of the guides is missing.
set -euo pipefail
source "$SOURCE/tests/cli/lib.bash"
table=$SOURCE/tests/cli/rules_held.tsv
fails=0

say() { echo "$*"; fails=$((fails + 1)); }

rows=$(grep -v '^#' "$table" | tail -n +2)
while IFS=$'\t' read -r rule about held why; do
    [ -n "$about" ] || say "$rule: about what?"
    [ -n "$held$why" ] || say "$rule: neither held nor told why not"
done < <(sed 's/\t\t/\t \t/g' <<< "$rows" | sed 's/\t \t/\t\t/')

known=$({ "$SCRUBJAY" rules list | awk 'NR > 1 { print $1 }'
          grep -ohE '\.id = "[A-Z]{2}-[0-9]{4}"' "$SOURCE"/parsers/*/*.def "$SOURCE"/rules/*/*.def "$SOURCE"/engine/followup/*.def |
              grep -oE '[A-Z]{2}-[0-9]{4}'; } | sort -u)
used=$(cut -f3 <<< "$rows" | tr ' ' '\n' | grep . | sort -u)
unknown=$(comm -23 <(echo "$used") <(echo "$known"))
[ -z "$unknown" ] || say "no such finding:" $unknown
missing=$(comm -13 <(echo "$used") <(grep -oE 'IG-4[0-9]{3}' <<< "$known"))
[ -z "$missing" ] || say "situations that stand in no row:" $missing

echo "$(wc -l <<< "$rows") rows, $(wc -l <<< "$used") findings"
[ "$fails" -eq 0 ]
