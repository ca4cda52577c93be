#!/usr/bin/env bash
# What looks across claims: an add-on code's main procedure on a later claim, files of one call, the paid lines of a claim that
# was paid in part, a repaired copy from a pipe beside the history.
set -euo pipefail
. "$SOURCE/tests/cli/lib.bash"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset SCRUBJAY_HOME
cd "$work"
data=$SOURCE/testdata/codes day=2026-05-20
"$SCRUBJAY" init tables >/dev/null
"$SCRUBJAY" codes import -C tables "$data"/AOC_*.txt >/dev/null

# Two claims of the same patient and day: the add-on code on the first, on the second the code that is given.
make() {
    python3 - "$SOURCE/testdata/edits/base.837" "$1" "$2" <<'PYTHON'
import sys
base, path, code = sys.argv[1:]
segments = [line.strip().rstrip("~") for line in open(base, encoding="utf-8")]
at = next(i for i, s in enumerate(segments) if s.startswith("CLM*ACCT0001"))
end = next(i for i, s in enumerate(segments) if i > at and s.startswith("HL*"))
def claim(account, code):
    copy = [s.replace("ACCT0001", account) for s in segments[at:end]]
    i = next(i for i, s in enumerate(copy) if s.startswith("SV1*"))
    copy[i] = "*".join(["SV1", code] + copy[i].split("*")[2:])
    if account != "ACCT0001":  # another charge, so that it is no duplicate
        copy = [s.replace("*150*", "*151*").replace("*30*UN", "*31*UN") for s in copy]
    return copy
made = segments[:at] + claim("ACCT0001", "HC:99911") + claim("ACCT0009", code) + segments[end:]
st = next(i for i, s in enumerate(made) if s.startswith("ST*"))
se = next(i for i, s in enumerate(made) if s.startswith("SE*"))
made[se] = "SE*%d*0001" % (se - st + 1)
open(path, "w", encoding="utf-8").write("~\n".join(made) + "~\n")
PYTHON
}
make later.837 HC:99910
make never.837 HC:99214
expect 0 check --jsonl -C tables --as-of $day later.837
lacks out ED-0557
"$SCRUBJAY" check --jsonl -C tables --as-of $day never.837 >out || true
holds out ED-0557

# The same claims in two files of one call: told with the file before; asked file by file there is nothing to tell.
cp never.837 tuesday.837
"$SCRUBJAY" check --as-of $day never.837 tuesday.837 >out || true
holds out 'repeats a line of claim 1 of never.837'
holds out 'repeats a line of claim 2 of never.837'
"$SCRUBJAY" check --jsonl --as-of $day tuesday.837 >out || true
lacks out ED-1102

# Claims paid in part: their paid lines, billed again, are told, their denied ones may be sent again.
day=2026-04-16
"$SCRUBJAY" init home >/dev/null
sed -i 's/settle="[0-9]*"/settle="0"/' home/scrubjay.xml
"$SCRUBJAY" simulate --seed 31 --claims 60 --as-of $day --out batch.837
cp batch.837 home/in/
"$SCRUBJAY" run -C home --as-of $day >/dev/null
"$SCRUBJAY" simulate home/partners/*/outbox/* --as-of 2026-04-30 --mix partly_denied=100 \
    --out home/partners/clearinghouse/inbox >/dev/null
"$SCRUBJAY" run -C home --as-of 2026-04-30 >/dev/null
"$SCRUBJAY" claims -C home --json >claims.json
"$SCRUBJAY" denials -C home --json >denials.json
sed 's/^CLM\*T/CLM*U/; s/^REF\*6R\*T/REF*6R*U/' batch.837 >again.837
"$SCRUBJAY" check -C home --as-of 2026-05-01 --jsonl again.837 >again.jsonl || true
# The same from a pipe, repaired.
"$SCRUBJAY" check -C home --as-of 2026-05-01 --jsonl --repair all - <again.837 >piped.jsonl 2>err || true
python3 - <<'PYTHON'
import json
states = {}
for c in json.load(open("claims.json"))["claims"]:
    states[c["account"]] = c["state"]
partly = {a for a, s in states.items() if s == "partly_paid"}
denied = {}
for d in json.load(open("denials.json"))["denials"]:  # the whole line
    if d["paid"] == "0.00":
        denied.setdefault(d["account"], set()).add(d.get("line"))
def told(path):
    rows = [json.loads(line) for line in open(path)]
    return {r["account"] for r in rows if r["record"] == "finding" and r["id"] == "ED-1102"}
again = told("again.jsonl")
assert len(partly) > 10, states
# Each has a paid line, which is told.
assert {"U" + a[1:] for a in partly} <= again, sorted(partly)
assert again == told("piped.jsonl")
rows = [json.loads(line) for line in open("again.jsonl")]
for r in rows:
    if r["record"] == "finding" and r["id"] == "ED-1102":
        line = int(r["message"].split()[1])
        assert line not in denied.get("T" + r["account"][1:], ()), r
print(len(partly), "claims paid in part")
PYTHON
