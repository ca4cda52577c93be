#!/usr/bin/env bash
# engine/quickstart.sh, with the program under test: the sample batch comes out of the loop as its README and
# the payer's fates say, and a second run gives the same.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export SJ_DEMO=$work/demo SCRUBJAY

steps() { bash "$SOURCE/engine/quickstart.sh" 2>"$work/messages" | sed 's/T[0-9]\{6\}_clearinghouse/T_clearinghouse/'; }
steps >"$work/first"
steps >"$work/second"
diff "$work/first" "$work/second" || { echo "the second run differs"; exit 1; }

expect() {
    grep -qE "$1" "$work/first" && return
    cat "$work/first"
    echo "missing: $1"
    exit 1
}
expect '13 claims: 8 ready, 5 held'
expect '^sent .*8 claims, \$1,705\.00'
for account in 1003 1005 1007 1009 1012; do expect "^DEMO-$account +held "; done

# The fates of the eight that were sent, from the truth file, as states.
python3 - "$SJ_DEMO/truth.json" >"$work/states" <<'PY'
import json, sys
state = {"contractual": "paid", "deductible": "paid", "takeback": "paid", "partly_denied": "partly_paid",
         "denied": "denied", "hidden_denial": "denied", "rejected": "rejected", "silent": "accepted"}
claims = json.load(open(sys.argv[1]))["claims"]
assert len(claims) == 8 and {c["fate"] for c in claims} == set(state)
for c in claims: print("^%s +%s " % (c["account"], state[c["fate"]]))
PY
while read -r line; do expect "$line"; done <"$work/states"
[ -z "$(ls "$SJ_DEMO/in" "$SJ_DEMO/error" "$SJ_DEMO/partners/clearinghouse/inbox" | grep -v :)" ] ||
    { echo "something was left lying"; exit 1; }
report=$(grep -E '\.html$' "$work/first")
[ -s "$report" ] || { echo "there is no report at '$report'"; exit 1; }

# What README.md shows of the report stands in it, cell by cell.
python3 - "$SOURCE/README.md" "$report" <<'PY'
import html, re, sys
readme = open(sys.argv[1]).read().split("## What the denial report looks like")[1].split("\n## ")[0]
page = re.sub(r"(?s)<style.*?</style>|<[^>]+>", "", open(sys.argv[2]).read())
page = re.sub(r"\s", "", html.unescape(page))
shown = [line[1:] for line in readme.splitlines() if line.startswith(">")]
shown += [cell for line in readme.splitlines() if line.startswith("|") for cell in line.split("|")]
shown = [text for text in map(str.strip, shown) if text and text != "---"]
assert len(shown) > 20, shown
for text in shown:
    assert re.sub(r"\s", "", text) in page, "README.md shows, but the report does not say: " + text
PY

# The appeal packet of the demo proves the filing: the sent file's digest, each acknowledgment in words and raw.
"$SCRUBJAY" denials appeal DEMO-1008 --out "$work/packet.html" -C "$SJ_DEMO" --as-of 2026-06-15 >/dev/null
for text in "the file was received without errors (A 000)" "the set with this claim was accepted (A)" \
    "received (A1:19:PR)" "accepted for processing (A2:20:PR)" "AK2*837*0001*005010X222A1" "STC*A2:20:PR" \
    "$(sha256sum "$SJ_DEMO"/clearinghouse/* | cut -d' ' -f1 | head -1)"; do
    grep -qF "$text" "$work/packet.html" || { echo "the packet does not say: $text"; exit 1; }
done
