#!/usr/bin/env bash
# fees import, list, show: columns by their headings, broken cells by their address, parts of a schedule refused; then
# payments held against what was imported: underpaid lines in the worklist, the report and the key figures, and none
# that only look so. NCCI pairs of indicator 0 get no modifier fix; MA130 and N211 are appealed at no door.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset SCRUBJAY_HOME
cd "$work"
. "$SOURCE/tests/cli/lib.bash"
day="-C home --as-of 2026-06-15"

# book FILE: a workbook of the CSV rows on standard input, one sheet 'Fees'; a cell with a leading = is an error value.
book() { python3 -c '
import csv, sys, zipfile
from xml.sax.saxutils import escape
rows = []
for r, row in enumerate(csv.reader(sys.stdin), 1):
    cells = ""
    for c, v in enumerate(row):
        at = "%s%d" % (chr(65 + c), r)
        if v.startswith("="): cells += "<c r=\"%s\" t=\"e\"><v>%s</v></c>" % (at, escape(v[1:]))
        elif v.replace(".", "", 1).isdigit(): cells += "<c r=\"%s\"><v>%s</v></c>" % (at, v)
        elif v: cells += "<c r=\"%s\" t=\"inlineStr\"><is><t>%s</t></is></c>" % (at, escape(v))
    rows.append("<row r=\"%d\">%s</row>" % (r, cells))
ns = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
with zipfile.ZipFile(sys.argv[1], "w") as z:
    z.writestr("[Content_Types].xml", "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>")
    z.writestr("_rels/.rels", "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r\" Type=\"%s/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>" % rel)
    z.writestr("xl/_rels/workbook.xml.rels", "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"s\" Type=\"%s/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>" % rel)
    z.writestr("xl/workbook.xml", "<workbook xmlns=\"%s\" xmlns:r=\"%s\"><sheets><sheet name=\"Fees\" sheetId=\"1\" r:id=\"s\"/></sheets></workbook>" % (ns, rel))
    z.writestr("xl/worksheets/sheet1.xml", "<worksheet xmlns=\"%s\"><sheetData>%s</sheetData></worksheet>" % (ns, "".join(rows)))
' "$1"; }

expect 0 init home
sed -i 's/settle="10"/settle="0"/' home/scrubjay.xml
sed -i 's|<partner name|<payers><payer id="90001" fees="Evergreen" fee-tolerance="1%" appeal-days="20" correction-days="40"/></payers><partner name|' home/scrubjay.xml

# ---- broken cells, each by its address; nothing is changed ----
book bad.xlsx <<'C'
Evergreen Sample Health: rates
CPT,Mod,Effective Date,Office rate,Facility rate
99213,,01/01/2026,125.00,90.00
992133,,01/01/2026,125.00,90.00
100,,01/01/2026,10.00,10.00
99214,,13/01/2026,153.00,
99215,2,01/01/2026,=N/A,
99213,,02/01/2025,x,90.00
C
expect 1 fees import bad.xlsx --payer 90001 -C home
for cell in "Fees!A4: a procedure code has five" "Fees!A5: the spreadsheet took the zeros" "Fees!C6: this is no date" \
    "Fees!B7: a modifier has two" "Fees!D7: the cell holds an error" "Fees!D8: this is no amount"; do holds out "$cell"; done
holds out "6 broken cells: nothing was changed"
expect 0 fees list -C home
holds out "No fee schedule"
printf 'a,b\n1,2\n' >none.csv
expect 3 fees import none.csv --payer 90001 -C home
holds err "no heading row is understood"
printf 'Code,Fee\n99213,1.00\n' >nobody.csv
expect 1 fees import nobody.csv -C home
holds out "whose price is it?"
printf 'Code,Fee\n99213,1.00\n99213,2.00\n' >twice.csv
expect 1 fees import twice.csv --payer 90001 -C home
holds out "line 3, column 2: line 2, column 2 says something else of the same code"

# ---- a good one: told before it is written, written once ----
book good.xlsx <<'C'
Evergreen Sample Health: rates
CPT,Mod,Effective Date,Office rate,Facility rate
99213,,01/01/2026,125.00,90.00
99214,,01/01/2026,153.00,99.00
36415,,01/01/2026,8.00,8.00
83036,,01/01/2026,40.00,40.00
93000,,01/01/2026,BR,BR
A4550,,01/01/2026,60% of charges,60% of charges
Rates are subject to change
C
expect 0 fees import good.xlsx --payer 90001 -C home --dry-run
holds out "'Office rate' is taken for: amount outside a facility"
holds out "EVERGREEN: 12 added, 0 changed"
holds out "(nothing written)"
expect 0 fees list -C home
holds out "No fee schedule"
expect 0 fees import good.xlsx --payer 90001 -C home
expect 0 fees import good.xlsx --payer 90001 -C home
holds out "EVERGREEN: 12 prices, all there already: nothing changes"
expect 0 fees list -C home
holds out "good.xlsx"
expect 0 fees show 99213 --payer 90001 --on 2026-04-16 -C home
holds out "on 04/16/2026: \$125.00 by EVERGREEN 99213, not in a facility, since 01/01/2026: \$125.00 (good.xlsx Fees!D3)"
expect 0 fees show 99213-TC --payer 90001 --on 2026-04-16 -C home
holds out "not compared: the schedule has no row with this modifier"
expect 0 fees show A4550 --payer 90001 --on 2026-04-16 --charge 50.00 -C home --json
holds out '"expected":"30.00"'

# ---- a part of it would end the rest: refused, unless it amends ----
printf 'Code,Fee\n99213,126.00\n' >part.csv
expect 1 fees import part.csv --payer 90001 --effective 2027-01-01 -C home
holds err "refused: 12 of 12 prices of schedule EVERGREEN would end"
expect 0 fees import part.csv --payer 90001 --effective 2027-01-01 --amend -C home
expect 0 fees show 99213 --payer 90001 --on 2026-12-31 -C home
holds out "on 12/31/2026: \$125.00"
expect 0 fees show 99213 --payer 90001 --on 2027-01-01 -C home
holds out "on 01/01/2027: \$126.00"

# ---- several payers in one file; a payer's own id names its schedule ----
printf 'Payer ID,Procedure code,Allowed\n90003,99213,100.00\n90003,94760,9.00\n90004,99214,150.00\n' >many.csv
expect 0 fees import many.csv -C home
holds out "90003: 2 added"
holds out "90004: 1 added"

# ---- payments ----
cp "$SOURCE/testdata/sample/batch.837" home/in/
expect 1 run -C home --as-of 2026-05-04
for part in f1 f2; do # made-up pairs: 83036 with 36415, never parted
    sed 's/99901\t99902/83036\t36415/' "$SOURCE/testdata/codes/ccipra-v321r0-$part.txt" >"ccipra-v321r0-$part.txt"
done
expect 0 codes import ccipra-v321r0-f1.txt ccipra-v321r0-f2.txt -C home
remit() { # NAME AMOUNT BODY
    local body="ST*835*0001~BPR*I*$2*C*ACH************20260601~TRN*1*$1*1999999999~DTM*405*20260601~N1*PR*EVERGREEN SAMPLE HEALTH~N3*PO BOX 1~N4*CHICAGO*IL*60601~PER*BL*EDI*TE*8005550100~N1*PE*DEMO FAMILY MEDICINE*XX*1999901006~LX*1~$3"
    printf '%s' "ISA*00*          *00*          *ZZ*RECEIV01       *ZZ*SUBMIT01       *260601*0600*^*00501*00000000$1*0*T*:~GS*HP*RECEIV01*SUBMIT01*20260601*0600*$1*X*005010X221A1~${body}SE*$(($(printf '%s' "$body" | tr -dc '~' | wc -c) + 1))*0001~GE*1*$1~IEA*1*00000000$1~" \
        >"home/partners/clearinghouse/inbox/remit$1.835"
}
# 1001/1: 120.00 of 125.00 allowed; /2 bundled; /3 paid in full, below its price. 1003: 150.00 and 3.00 sequestration of
# 153.00. 1007: 124.00 of 125.00, within one per cent. 1005: capitation. 1004: by its payer's schedule 150.00, as denied.
remit 1 "408" "CLP*DEMO-1001*1*195*135*15*12*ICN1001*11*1~NM1*QC*1*SAMPLE-FINCH*AMBER~SVC*HC:99213*150*105**1~DTM*472*20260416~CAS*CO*45*30~CAS*PR*3*15~AMT*B6*125~SVC*HC:36415*15*0**1~DTM*472*20260416~CAS*CO*97*15~SVC*HC:83036*30*30**1~DTM*472*20260416~\
CLP*DEMO-1003*1*210*150**12*ICN1003*11*1~NM1*QC*1*SAMPLE-WREN*ASH~SVC*HC:99214*210*150**1~DTM*472*20260417~CAS*CO*45*57**253*3~\
CLP*DEMO-1007*1*150*123*1*12*ICN1007*11*1~NM1*QC*1*SAMPLE-JAY*OAK~SVC*HC:99213*150*123**1~DTM*472*20260421~CAS*CO*45*26~CAS*PR*3*1~\
CLP*DEMO-1005*1*165*0**HM*ICN1005*11*1~NM1*QC*1*SAMPLE-ROOK*ELM~SVC*HC:99213*145*0**1~DTM*472*20260420~CAS*CO*24*145~SVC*HC:94760*20*0**1~DTM*472*20260420~CAS*CO*24*20~\
CLP*DEMO-1004*1*260*0**MB*ICN1004*11*1~NM1*QC*1*SAMPLE-IBIS*OCHRE****MI*1EG4TE5MK73~MOA***MA130~SVC*HC:99214:25*200*0**1~DTM*472*20260420~CAS*CO*50*200~LQ*HE*N211~SVC*HC:93000*60*0**1~DTM*472*20260420~CAS*CO*16*60~"
"$SCRUBJAY" run $day >out || true
cat out | grep -q "5 payments" || { cat out; fail "five payments"; }

json() { "$SCRUBJAY" denials $day --json "$@" 2>/dev/null; }
json >denials.json
python3 - <<'P'
import json
by = {"%s/%d" % (d["account"][-4:], d["line"]): d for d in json.load(open("denials.json"))["denials"]}
assert set(by) == {"1001/1", "1001/2", "1004/1", "1004/2"}, sorted(by)
u = by["1001/1"]
assert (u["expected"], u["allowed"], u["amount"], u["category"], u["action"]) == ("125.00", "120.00", "5.00", "UNDERPAID", "call"), u
assert u["denied"] is False and u["rule"] == 43 and u["expected_by"].endswith("(good.xlsx Fees!D3)"), u
assert "Because $120.00 was allowed of $150.00 charged, and the contract says $125.00: row 43" in u["why"], u["why"]
assert u["due"] == u["appeal_by"] == "2026-06-21" and u["preventable"] == "no", u # the payer's 20 days, not the usual 30
b = by["1001/2"]
assert b["action"] == "write off" and "NCCI lets no modifier part" in b["next"] and "add modifier" not in b["next"], b
for line in ("1004/1", "1004/2"):
    assert by[line]["action"] == "send new claim" and by[line]["appeal_by"] in (None, ""), by[line]
for d in by.values():
    for key in ("reason", "why", "category", "next", "due", "preventable", "caught"): assert d[key], (key, d)
P
expect 0 denials show DEMO-1001/1 $day
holds out "row 43"
holds out "no edit can: it is a matter of the payment"
expect 0 explain DEMO-1001 -C home
holds out "line 1: Because \$120.00 was allowed"
holds out "line 2: Because CO-97 with \$0.00 paid of \$15.00: row 24"
expect 0 denials --queue underpaid $day
holds out "1 underpaid, \$5.00"
"$SCRUBJAY" claims -C home --json >claims.json
python3 -c '
import json
s = {c["account"]: c["state"] for c in json.load(open("claims.json"))["claims"]}
assert s["DEMO-1001"] == "partly_paid" and s["DEMO-1003"] == "paid" and s["DEMO-1007"] == "paid", s'
expect 0 report payer --since 2026-05-01 --as-of 2026-06-15 -C home --format json --out rep
grep -rqF '"missing":"5.00"' rep || { cat rep/*; fail "the payer report does not tell what is missing"; }
expect 0 report kpi --since 2026-05-01 --as-of 2026-06-15 -C home --format json --out kpi
# 120.00 of 125.00, 30.00 of 30.00, 153.00 of 153.00, 124.00 of 125.00
grep -rhoE '\{[^{}]*Net collection against contract[^{}]*\}' kpi >figure || fail "no such key figure"
for part in '98.6' '427.00' '433.00'; do holds figure "$part"; done
expect 0 report nightly --as-of 2026-06-15 -C home --format html --out night
grep -rqF 'the contract says $125.00' night || fail "the nightly report does not tell of the contract"

expect 0 denials appeal DEMO-1001/1 --out packet.html --as-of 2026-06-15 -C home
holds packet.html "You allowed \$120.00 for 99213 of 04/16/2026 (CO-45). Our contract says \$125.00."
rm packet.html

# ---- no modifier helps; another code would ----
printf '[{"op":"add","path":"/line/2/modifier_1","value":"59"}]' >59.json
expect 1 correct DEMO-1001 --patch 59.json --dry-run $day
holds err "NCCI never pays 36415 (line 2) beside 83036 (line 3): indicator 0"
printf '[{"op":"replace","path":"/line/2/procedure","value":"36416"},{"op":"add","path":"/line/2/modifier_1","value":"59"}]' >code.json
"$SCRUBJAY" correct DEMO-1001 --patch code.json --dry-run $day >out 2>err || true
lacks err "NCCI never pays"

# ---- MA130 and N211: no appeal by plan, in bulk, by packet, by workbook ----
expect 1 denials plan appeal DEMO-1004/1 $day
grep -qF "allows none" out err || { cat out err; fail "no reason"; }
expect 1 denials plan appeal --queue all $day
json --filter snoozed=any >after.json
python3 -c '
import json
for d in json.load(open("after.json"))["denials"]:
    assert not (d["account"] == "DEMO-1004" and d["plan"]), d'
expect 1 denials appeal DEMO-1004/1 --out packet.html $day
[ ! -e packet.html ] || fail "a packet was written against N211"
expect 0 report nightly --as-of 2026-06-15 -C home --format csv --out tables
python3 - "$(grep -rl row_key tables | head -1)" <<'P'
import csv, sys
with open(sys.argv[1], encoding="utf-8-sig", newline="") as f: rows = list(csv.reader(f))
head = rows[0]
for r in rows[1:]:
    if r[head.index("account")] == "DEMO-1004": r[head.index("action")] = "appeal"
with open("typed.csv", "w", newline="") as f: csv.writer(f).writerows(rows)
P
expect 1 denials import typed.csv -C home
holds out "the remittance forbids this action"
expect 0 denials history DEMO-1004/1 -C home
lacks out appeal
echo ok
