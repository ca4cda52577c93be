#!/usr/bin/env bash
# ledger bank: a bank's export against remittances. The remittances are those of testdata/remits/answers.835:
# EFT900001 $176.50 by transfer and EFT900002 $100 by cheque of 05/20, EFT900003 $341 (refused, its payment comes all the
# same), EFT900004 $5 of 06/01.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset SCRUBJAY_HOME
cd "$work"
fail() { echo "FAILED: $*"; exit 1; }

"$SCRUBJAY" init home >/dev/null
sed -i 's/settle="10"/settle="0"/' home/scrubjay.xml
cp "$SOURCE/testdata/sample/batch.837" home/in/
"$SCRUBJAY" run -C home --as-of 2026-05-04 >/dev/null || [ $? -eq 1 ]

bank() { # bank NAME: as many banks export it, with lines of their own above the headings
    printf 'Sample Bank,Account ...1234\n\nDetails,Posting Date,Description,Amount,Type,Balance\n' >"$1"
    cat >>"$1"
}
bank may.csv <<'CSV'
CREDIT,05/19/2026,OPENING,0.00,MISC,900.00
CREDIT,05/21/2026,"SAMPLE CO DES:HCCLAIMPMT TRN*1*EFT900001*1999999999\",176.50,ACH_CREDIT,1000.00
CREDIT,05/22/2026,"BLUEJAY MUTUAL TEST PLAN DES:HCCLAIMPMT TRN*1*EFT900003*1",340.00,ACH_CREDIT,1300.00
CREDIT,05/26/2026,"MOBILE CHECK DEPOSIT",100.00,DEPOSIT,1400.00
CREDIT,05/26/2026,"EVERGREEN SAMPLE HEALTH HCCLAIMPMT TRN*1*EFT900777*1",55.10,ACH_CREDIT,1455.10
CREDIT,05/27/2026,"CARD SETTLEMENT",320.00,ACH_CREDIT,1775.10
CREDIT,05/27/2026,"CARD SETTLEMENT",320.00,ACH_CREDIT,2095.10
DEBIT,05/27/2026,"RENT",-2000.00,ACH_DEBIT,95.10
DEBIT,05/28/2026,"EVERGREEN SAMPLE HEALTH HCCLAIMPMT REVERSAL",-20.00,ACH_DEBIT,75.10
CSV
# The bank first, the remittances after it: they find each other when the 835 is read.
"$SCRUBJAY" ledger bank may.csv -C home >said
grep -q "9 rows of 05/19/2026 to 05/28/2026: 7 new, deposits of \$1,311.60; 0 known from an earlier file; 2 payments out." said || fail "the import says: $(cat said)"
cp "$SOURCE/testdata/remits/answers.835" home/partners/clearinghouse/inbox/
"$SCRUBJAY" run -C home --as-of 2026-06-05 >/dev/null || [ $? -eq 1 ]

exceptions() { # TO: "what day bank announced trace" of each
    "$SCRUBJAY" ledger bank --json -C home --to "$1" | python3 -c '
import json, sys
for r in json.load(sys.stdin)["sections"]["bank"]["rows"]: print(r["what"], r["day"], r["at_the_bank"], r["announced"], r["trace"])'; }
says() { # TO LINE…
    local to=$1
    shift
    diff <(printf '%s\n' "$@") <(exceptions "$to") || fail "exceptions as of $to"
}
# EFT900001 agrees by its trace, the cheque by amount and day alone. EFT900004 is of a day that no bank file covers.
says 2026-06-10 "Deposit without a remittance 2026-05-26 55.10 None None" \
    "Deposit of another amount 2026-05-22 340.00 341.00 EFT900003" \
    "Taken at the bank 2026-05-28 -20.00 None None"

# The next export overlaps: what it repeats is kept once; a third settlement of the same day is new.
bank june.csv <<'CSV'
CREDIT,05/27/2026,"CARD SETTLEMENT",320.00,ACH_CREDIT,1775.10
CREDIT,05/27/2026,"CARD SETTLEMENT",320.00,ACH_CREDIT,2095.10
CREDIT,05/27/2026,"CARD SETTLEMENT",320.00,ACH_CREDIT,2415.10
CREDIT,06/15/2026,"CARD SETTLEMENT",11.00,ACH_CREDIT,2426.10
CSV
"$SCRUBJAY" ledger bank june.csv -C home | grep -q "2 new, deposits of \$331.00; 2 known from an earlier file" || fail "the overlap"
"$SCRUBJAY" ledger bank june.csv -C home | grep -q "imported before: nothing was done" || fail "the same file twice"
says 2026-06-20 "Deposit without a remittance 2026-05-26 55.10 None None" \
    "Remittance without a deposit 2026-06-01 None 5.00 EFT900004" \
    "Deposit of another amount 2026-05-22 340.00 341.00 EFT900003" \
    "Taken at the bank 2026-05-28 -20.00 None None"

# What each payer announced, and what came of it.
"$SCRUBJAY" ledger bank --json -C home --to 2026-06-18 | python3 -c '
import json, sys
got = [(r["payer"], r["remittances"], r["announced"], r["found"], r["at_the_bank"], r["difference"], r["not_known"], r["missing"])
       for r in json.load(sys.stdin)["sections"]["bank-by-payer"]["rows"]]
want = [("BLUEJAY MUTUAL TEST PLAN", 1, "341.00", 1, "340.00", "-1.00", "0.00", "0.00"),
        ("EVERGREEN SAMPLE HEALTH", 2, "181.50", 1, "176.50", "0.00", "0.00", "5.00"),
        ("MEDICARE PART B TEST", 1, "100.00", 1, "100.00", "0.00", "0.00", "0.00")]
assert got == want, got' || fail "by payer"
"$SCRUBJAY" report nightly -C home --as-of 2026-06-20 --out made --format html |
    grep -q "1 deposit has no remittance, \$55.10. 1 remittance has no deposit, \$5.00." || fail "the nightly report's sentence"

# A person's word, with a reason, in the audit log.
"$SCRUBJAY" ledger bank paid EFT900004 -C home >/dev/null 2>&1 && fail "without a reason"
"$SCRUBJAY" ledger bank paid EFT900004 --reason "virtual card" -C home >/dev/null || fail "paid"
deposit=$("$SCRUBJAY" ledger bank --json -C home --to 2026-06-20 | python3 -c '
import json, sys
print(json.load(sys.stdin)["sections"]["bank"]["rows"][0]["deposit"])')
"$SCRUBJAY" ledger bank match "$deposit" EFT900001 --reason x -C home 2>/dev/null && fail "a remittance that has its deposit"
"$SCRUBJAY" ledger bank other "$deposit" --reason "a grant" -C home >/dev/null || fail "other"
says 2026-06-20 "Deposit of another amount 2026-05-22 340.00 341.00 EFT900003" "Taken at the bank 2026-05-28 -20.00 None None"
[ "$("$SCRUBJAY" audit report -C home | grep -c 'bank by hand')" -eq 2 ] || fail "the audit log"

# A broken cell: nothing of the file is imported, and each is named.
bank broken.csv <<'CSV'
CREDIT,06/16/2026,"EVERGREEN SAMPLE HEALTH HCCLAIMPMT",77.00,ACH_CREDIT,1
CREDIT,06/31/2026,"EVERGREEN SAMPLE HEALTH HCCLAIMPMT",78.00,ACH_CREDIT,1
CREDIT,06/17/2026,"EVERGREEN SAMPLE HEALTH HCCLAIMPMT",7.8.00,ACH_CREDIT,1
CSV
"$SCRUBJAY" ledger bank broken.csv -C home >said && fail "a broken file goes through"
[ "$(grep -c '^broken' said)" -eq 2 ] && grep -q "line 5, column 2" said && grep -q "line 6, column 4" said || fail "which cells: $(cat said)"
[ "$(sqlite3 home/scrubjay.db 'SELECT COUNT(*) FROM bank_deposit WHERE amount = 7700')" -eq 0 ] || fail "a row of a broken file"
printf 'a,b\n1,2\n' >none.csv
code=0
"$SCRUBJAY" ledger bank none.csv -C home >/dev/null 2>err || code=$?
[ "$code" -eq 3 ] && grep -q "no row names the columns" err || fail "no bank file: $code $(cat err)"
echo ok
