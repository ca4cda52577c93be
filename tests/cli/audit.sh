#!/usr/bin/env bash
# scrubjay audit: who read and changed what; a row that is changed, taken out or cut off shows.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset SCRUBJAY_HOME
cd "$work"

. "$SOURCE/tests/cli/lib.bash"
me=$(id -un)

expect 0 init home
sed -i 's/settle="10"/settle="0"/' home/scrubjay.xml
cp "$SOURCE/testdata/sample/batch.837" home/in/batch.837
expect 1 run -C home --as-of 2026-05-04

# Nothing is written down before anybody looks.
expect 0 audit -C home verify
holds out "no row is whole"
expect 0 claim -C home DEMO-1001
expect 0 claim -C home DEMO-1007
expect 0 claim -C home DEMO-1007 --release --reason "payer agreed by phone"
expect 0 denials -C home
expect 0 audit -C home verify
holds out "5 rows are whole"
head=$(sed -n 's/^head //p' out)

# The report: the claim by its account number, the reason, the list; and that somebody read the report.
expect 0 audit -C home report
holds out "$me"
holds out "read claim DEMO-1001"
holds out "release claim DEMO-1007: payer agreed by phone"
holds out "read denials"
expect 0 audit -C home report --user nobody
lacks out "read claim"
holds err "0 rows"
expect 0 audit -C home report --json --user "$me"
python3 - "$me" <<'P'
import json, sys
rows = json.load(open("out"))["rows"]
assert [r["action"] for r in rows] == ["read claim", "read claim", "release claim", "read claim", "read denials",
                                       "read audit log", "read audit log", "read audit log"], rows
assert [r["account"] for r in rows[:4]] == ["DEMO-1001", "DEMO-1007", "DEMO-1007", "DEMO-1007"], rows
assert all(r["user"] == sys.argv[1] for r in rows), rows
P
expect 0 audit -C home report --csv
[ "$(head -1 out | tr -d '\r')" = "at,user,action,account,subject,detail" ] || fail "the heading"

# One patient: what was done with that patient's claims, and how many lists may have shown them.
expect 0 audit -C home report --patient DEMO-1001
holds out "read claim DEMO-1001"
lacks out "DEMO-1007"
holds err "lists, remittances or reports were read"
expect 3 audit -C home report --patient NOBODY
# From tomorrow on, nothing.
expect 0 audit -C home report --from "$(date -d tomorrow +%F)"
holds err "0 rows"
expect 0 audit -C home report --to "$(date +%F)"
holds out "read claim DEMO-1001"

# The head that was noted is in the log; another is not.
expect 0 audit -C home verify --head "$head"
expect 1 audit -C home verify --head "${head//[0-9]/0}"
holds out "no row has the noted head"
expect 2 audit -C home verify --head 12
expect 2 audit -C home
expect 2 audit -C home nonsense

# By the program and by SQL no row can be changed or taken out; who takes the guard away is found out.
! sqlite3 home/scrubjay.db "DELETE FROM audit" 2>/dev/null || fail "rows were taken out"
cp home/scrubjay.db whole.db
sqlite3 home/scrubjay.db "DROP TRIGGER audit_update;
    UPDATE audit SET detail = 'nobody agreed' WHERE action = 'release claim'"
expect 1 audit -C home verify
holds out "BROKEN"
holds out "2 rows are whole"
expect 1 audit -C home verify --json
python3 -c 'import json; v = json.load(open("out")); assert v["whole"] is False and v["rows"] == 2 and v["broken"], v'
cp whole.db home/scrubjay.db && rm -f home/scrubjay.db-wal home/scrubjay.db-shm
expect 0 audit -C home verify
head=$(sed -n 's/^head //p' out)
sqlite3 home/scrubjay.db "DROP TRIGGER audit_delete; DELETE FROM audit WHERE id = (SELECT MAX(id) FROM audit)"
expect 0 audit -C home verify
expect 1 audit -C home verify --head "$head"
