#!/usr/bin/env bash
# The money of the sample's remittances: every cent in its account and with its segment, what stands open
# with payers, the files for bank and books, and a person's matches and settlements.
# Posted are 176.50 + 100.00 + 5.00; 341.00 does not balance, and 176.50 comes a second time.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
data=$SOURCE/testdata/remits home=$work/home

fail() {
    echo "FAILED: $*"
    exit 1
}
exits() { # exits CODE arguments…
    local wanted=$1 code=0
    shift
    "$SCRUBJAY" "$@" -C "$home" >"$work/out" 2>"$work/err" || code=$?
    [ "$code" -eq "$wanted" ] || { cat "$work/err"; fail "exit $code, not $wanted: $*"; }
}
says() { grep -qE -- "$1" "$work/out" || { cat "$work/out"; fail "not said: $1"; }; }
silent() { ! grep -qE -- "$1" "$work/out" || { cat "$work/out"; fail "said: $1"; }; }
balances() { # balances ACCOUNT AMOUNT: in all together
    exits 0 ledger
    sed -n '/^All together/,$p' "$work/out" >"$work/sum"
    grep -qE "^  +\\\$0\.00  the books balance$|^ +\\\$0\.00  the books balance$" "$work/sum" || fail "the books do not balance"
    if [ "$2" = 0 ]; then
        ! grep -qE "^  $1 " "$work/sum" || fail "something is left in $1"
    else
        grep -qE "^  $1 +$2 " "$work/sum" || { cat "$work/sum"; fail "$1 is not $2"; }
    fi
}

"$SCRUBJAY" init "$home" >/dev/null
sed -i 's/settle="[0-9]*"/settle="0"/' "$home/scrubjay.xml"
cp "$SOURCE/testdata/sample/batch.837" "$home/in/"
"$SCRUBJAY" run -C "$home" --as-of 2026-05-04 >/dev/null || [ $? -eq 1 ]
cp "$data/answers.835" "$home/partners/clearinghouse/inbox/"
"$SCRUBJAY" run -C "$home" --as-of 2026-06-05 >/dev/null || [ $? -eq 1 ]

balances bank '\$281\.50'
balances not_ours '-\$40\.00'
balances suspended '-\$100\.00'
balances interest '-\$1\.50'
balances remittance 0

# The bank's file and the books' file agree; what was refused is told and not booked.
exits 0 ledger export --bank "$work/bank.csv" --journal "$work/journal.csv"
says 'bank: 5 remittances, \$281\.50 booked, 1 refused'
says 'agree'
silent 'DO NOT'
grep -q '^2026-05-20,EFT,EFT900001,1999999999,.*,176.50,176.50,posted,' "$work/bank.csv" || fail "bank: the EFT"
grep -q '^2026-05-20,cheque,EFT900002,.*,100.00,100.00,posted,' "$work/bank.csv" || fail "bank: the cheque"
grep -q ',EFT900003,.*,341.00,0.00,refused,' "$work/bank.csv" || fail "bank: the refused one"
grep -q ',EFT900001,.*,176.50,0.00,duplicate,' "$work/bank.csv" || fail "bank: the second copy"
python3 - "$work/journal.csv" <<'PY' || fail "the journal's sides differ"
import csv, decimal, sys
D = decimal.Decimal
rows = list(csv.DictReader(open(sys.argv[1])))
debit, credit = (sum(D(r[k] or 0) for r in rows) for k in ("Debit", "Credit"))
bank = sum(D(r["Debit"] or 0) - D(r["Credit"] or 0) for r in rows if r["Account"] == "bank")
clearing = sum(D(r["Debit"] or 0) - D(r["Credit"] or 0) for r in rows if r["Account"] == "remittance")
sys.exit(not (debit == credit and bank == D("281.50") and clearing == 0 and all(r["Segment"] for r in rows)))
PY
exits 0 ledger export --bank "$work/bank.csv" --from 2026-06-01 --to 2026-06-30
says 'bank: 1 remittance, \$5\.00 booked'

# Where a dollar comes from: by trace, by account, by amount.
exits 0 explain EFT900001
says 'file answers\.835, interchange 000000501, group [0-9]+, transaction 0001'
says '\$176\.50 +remittance to bank +segment 2 '
says '\$1\.50 +interest +to remittance .*L6 EVG1001'
exits 0 explain DEMO-1001
says 'transaction 0004' # the reversal and its correction, in the later remittance
exits 0 explain 176.50 --json
python3 -c '
import json, sys
e = json.load(open(sys.argv[1]))["entries"]
sys.exit(not (len(e) == 1 and e[0]["debit"] == "bank" and e[0]["segment"] == 2 and e[0]["interchange"] == "000000501"))' "$work/out" ||
    fail "explain --json"
exits 3 explain 9999.99
grep -q 'no money was posted' "$work/err" || fail "explain of nothing"

# What a payer took for a claim nobody knows stands open until a person says where it goes.
exits 0 ledger open
says 'takeback +EVG0771 +taken +\$10\.00 +given +\$0\.00 +left +\$10\.00'
exits 2 ledger settle EVG0771 --into write_off
exits 2 ledger settle EVG0771 --into bank --reason "no such place"
exits 3 ledger settle EVG9999 --into write_off --reason "is not there"
exits 0 ledger settle EVG0771 --into write_off --reason "agreed with the payer"
exits 0 ledger open
silent EVG0771
exits 0 ledger open --all
says 'EVG0771 .*left +\$0\.00'
balances write_off '\$10\.00'

# The queue of what found no claim; a match by hand, its money, and undone again.
exits 0 match
says '1 not ours or not certain: \$40\.00; 1 set aside: \$100\.00'
says '^EFT900001 #[0-9]'
number=$(sed -n 's/^EFT900001 #\([0-9]*\) .*/\1/p' "$work/out")
exits 2 match set EFT900001 "$number" DEMO-1002
exits 1 match set EFT900001 "$number" NOBODY --reason "a slip"
exits 3 match set EFT900001 99 DEMO-1002 --reason "a slip"
exits 0 match set EFT900001 "$number" DEMO-1002 --reason "seen on the payer's portal"
balances not_ours 0
exits 0 claim DEMO-1002
says 'match .* EFT900001'
exits 0 match undo EFT900001 "$number" --reason "it was the sister's"
balances not_ours '-\$40\.00'
exits 0 claim DEMO-1002
says 'unmatch'
exits 1 match undo EFT900001 "$number" --reason "twice"
exits 0 audit verify
