#!/usr/bin/env bash
# scrubjay doctor: each trouble is found, and nothing where there is none.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset SCRUBJAY_HOME
cd "$work"

. "$SOURCE/tests/cli/lib.bash"
# CHECK LEVEL WORDS: the doctor says so of it, in exit 1 for a FAIL and 0 for less
finds() {
    local code=0
    [ "$2" != FAIL ] || code=1
    expect "$code" doctor -C home --as-of 2026-05-04
    grep -E "^$2 +$1 " out | grep -qF -- "$3" || { cat out; fail "no $2 of $1: $3"; }
}
fresh() { rm -rf home; cp -a whole home; }

expect 0 init whole
sed -i 's/settle="10"/settle="0"/' whole/scrubjay.xml
cp "$SOURCE/testdata/sample/batch.837" whole/in/batch.837
expect 1 run -C whole --as-of 2026-05-04

fresh
finds configuration ok "scrubjay.xml is right"
finds permissions ok "only this user"
finds store ok "the store is whole"
finds audit ok "0 rows"
finds books ok "the books balance"
finds worklist ok "the queues count right"
finds clock ok "agrees"
finds packs ok "are right"
finds keys ok "keys and passwords are there"
finds partners ok "no batch is in doubt"
finds files ok "no file was left behind"
finds expected ok "no file and no answer is overdue"
finds tables warn "hcpcs is not loaded"
expect 0 doctor -C home --json
python3 -c 'import json
checks = json.load(open("out"))["checks"]
assert {c["check"] for c in checks} == {"configuration", "permissions", "disk", "clock", "store", "books", "worklist", "audit", "tables",
                                        "packs", "keys", "partners", "expected", "files"}, checks
assert all(c["fix"] for c in checks if c["level"] in ("warn", "fail")), checks'
expect 7 doctor -C nowhere
expect 2 doctor -C home more

fresh; sed -i 's/<practice/<practise/' home/scrubjay.xml
finds configuration FAIL "line"
fresh; chmod 644 home/scrubjay.key
finds permissions warn "scrubjay.key (mode 0644)"
fresh; rm home/scrubjay.key
finds permissions FAIL "scrubjay.key is missing"
fresh; dd if=/dev/urandom of=home/scrubjay.db bs=4096 seek=2 count=8 conv=notrunc status=none
expect 1 doctor -C home
grep -Eq '^FAIL +(store|home)' out || { cat out; fail "a damaged store"; }
fresh; sqlite3 home/scrubjay.db "PRAGMA foreign_keys = OFF; DELETE FROM file"
finds store FAIL "points to a row of file that is not there"
fresh; expect 0 claim -C home DEMO-1001
finds audit ok "1 rows"
sqlite3 home/scrubjay.db "DROP TRIGGER audit_update; UPDATE audit SET actor = 'nobody'"
finds audit FAIL "changed by other means"
fresh # remittances of before there was a ledger; one whose entries were cut
cp "$SOURCE/testdata/remits/answers.835" home/partners/clearinghouse/inbox/
expect 0 run -C home --as-of 2026-06-05
finds books ok "the books balance"
sqlite3 home/scrubjay.db "DROP TRIGGER ledger_entry_delete; DELETE FROM ledger_entry WHERE remit = (SELECT id FROM remit WHERE trace = 'EFT900002')"
finds books warn '1 remittance of $100.00 posted before there was a ledger'
sqlite3 home/scrubjay.db "DROP TRIGGER ledger_entry_delete; DELETE FROM ledger_entry WHERE payment = 0 AND remit = (SELECT id FROM remit WHERE trace = 'EFT900001' AND state = 'posted')"
finds books FAIL "entries of 1 remittance are missing"
sqlite3 home/scrubjay.db "UPDATE denial_sum SET amount = amount + 1"
finds worklist FAIL "are not what the denials come to"
fresh # a row that was written tomorrow
sqlite3 home/scrubjay.db "INSERT INTO audit SELECT ((strftime('%s', 'now') + 86400) * 1000 - 1577836800000) << 22,
    id, 0, 'x', 'x', 'x', 'x', x'00' FROM practice"
finds clock FAIL "the clock was set back"
fresh; printf 'no table' >home/tables/hcpcs.sjt
finds tables FAIL "hcpcs"
fresh; printf '<pack id="X"/>' >home/packs/x.xml
finds packs FAIL "x.xml"
fresh; sqlite3 home/scrubjay.db "UPDATE batch SET state = 'in_doubt'"
finds partners warn "nobody knows whether clearinghouse has"
fresh; touch home/error/batch.837
finds files note "1 file lies in error/"
fresh; touch -d '2 days ago' home/.pass
finds files warn "the last pass ended 48 hours ago"
fresh; rm home/.pass
finds files note "no pass was ever made"
# A partner that cannot be reached; --offline does not ask.
fresh
sed -i -e 's|transport="local"|transport="sftp"|' -e 's|</partner>|<connection host="127.0.0.1" port="9" user="demo" password-file="password" host-key="SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"/><folders out="in" in="out"/>&|' home/scrubjay.xml
(umask 077; echo ab-secret-cd >home/password)
finds partners FAIL "clearinghouse: not so: the server answers"
grep -qE "^ok +keys " out || fail "keys"
! grep -qF ab-secret-cd out || fail "a secret is told"
expect 0 doctor -C home --as-of 2026-05-04 --offline
chmod 644 home/password
finds keys FAIL "others on this machine may read a key or password file"
rm home/password
finds keys FAIL "cannot be read"
(umask 077; echo ab-secret-cd >home/password)
sed -i 's|host-key="[^"]*"|known-hosts="known"|' home/scrubjay.xml
touch home/known
finds keys FAIL "the file of known hosts has no key of this server"

# An answer that the partner owes within a day, for a batch of three days ago.
fresh
sed -i 's|</partner>|<answer type="999" hours="24"/>&|' home/scrubjay.xml
finds expected ok "no file and no answer is overdue"
sqlite3 home/scrubjay.db "DROP TRIGGER event_update; UPDATE event SET at = at - 3 * 86400000"
finds expected warn "no 999 within 24 hours"

# A table that ended, by what services of today would be judged.
fresh
expect 0 codes import -C home "$SOURCE/testdata/codes/icd10cm_order_2026.txt"
expect 0 doctor -C home --as-of 2026-05-04
lacks out "the table icd10cm"
expect 0 doctor -C home --as-of 2027-12-01
grep -E '^warn +tables ' out | grep -qE 'the table icd10cm .* ended 09/30/2026' || { cat out; fail "a table that ended"; }

# A disk without room.
if [ "$(id -u)" -eq 0 ] && mkdir small && mount -t tmpfs -o size=20m tmpfs small 2>/dev/null; then
    cp -a whole small/home
    code=0
    "$SCRUBJAY" doctor -C small/home --as-of 2026-05-04 >out || code=$?
    umount small
    [ "$code" -eq 1 ] && grep -E '^FAIL +disk ' out | grep -qF "MB are free" || { cat out; fail "a disk without room"; }
fi
