#!/usr/bin/env bash
# scrubjay batches, batch: what was sent, and the same bytes again whatever has changed since.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset SCRUBJAY_HOME
cd "$work"

. "$SOURCE/tests/cli/lib.bash"

expect 0 init home
sed -i -e 's/settle="10"/settle="0"/' -e 's|</receiver>|&|' home/scrubjay.xml
# Small sets and files, so that a batch has several sets and there are several batches.
grep -q '<batch' home/scrubjay.xml && sed -i 's|<batch[^>]*>|<batch claims-per-set="3" claims-per-file="20"/>|' home/scrubjay.xml \
    || sed -i 's|\(<receiver [^>]*/>\)|\1<batch claims-per-set="3" claims-per-file="20"/>|' home/scrubjay.xml
expect 0 batches -C home
[ ! -s out ] || fail "a batch that nobody made"
"$SCRUBJAY" simulate --claims 60 --seed 5 --as-of 2026-05-04 --out home/in/batch.837 >/dev/null 2>&1
# Other delimiters than we write, and names that hold ours.
sed -e 's/\*/|/g' -e "s/~/'/g" "$SOURCE/testdata/sample/batch.837" >home/in/other.837
expect 1 run -C home --as-of 2026-05-04
n=$(ls home/partners/clearinghouse/outbox | wc -l)
[ "$n" -ge 3 ] || fail "only $n batches"

expect 0 batches -C home --json
python3 - <<'P'
import hashlib, json, os
batches = json.load(open("out"))["batches"]
outbox = "home/partners/clearinghouse/outbox/"
assert sorted(b["name"] for b in batches) == sorted(os.listdir(outbox))
for b in batches:
    sent = open(outbox + b["name"], "rb").read()
    assert hashlib.sha256(sent).hexdigest() == b["sha256"] and len(sent) == b["bytes"], b
    assert sent.count(b"CLM*") == b["claims"] and b["state"] == "sent", b
P
expect 0 batches -C home --state sent
[ "$(wc -l <out)" -eq "$n" ] || fail "the list has $(wc -l <out) of $n"
expect 0 batches -C home --state in_doubt
[ ! -s out ] || fail "a batch in doubt"

# The configuration changes; what went out comes out as it was.
sed -i 's/name="Sample Family Medicine"/name="Another Name"/; s/phone="[0-9]*"/phone="5555550199"/' home/scrubjay.xml
for file in home/partners/clearinghouse/outbox/*; do
    name=$(basename "$file")
    expect 0 batch -C home "$name"
    cmp "$file" out || fail "$name came out otherwise"
done
expect 0 batch -C home 1 --out again.x12
cmp home/partners/clearinghouse/outbox/*_000000001.x12 again.x12
[ "$(stat -c %a again.x12)" = 600 ] || fail "others may read it"
expect 0 audit -C home report
holds out "read batch"

# A claim's text that was changed in the store is not passed off as what was sent.
sqlite3 home/scrubjay.db "UPDATE patient_claim SET text = CAST(REPLACE(CAST(text AS TEXT), 'CLM', 'CLN') AS BLOB)"
expect 6 batch -C home 1 --out changed.x12
holds err "does not come out as it went out"
[ ! -e changed.x12 ] || fail "a wrong batch was left"
expect 3 batch -C home 99999
expect 2 batch -C home
expect 2 batches -C home --state nonsense
