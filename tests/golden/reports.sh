#!/usr/bin/env bash
# Every report of one made-up practice, in every form. What the pages say is compared with tests/golden/reports/
# NAME.txt (SJ_UPDATE=1 writes them anew); the sums are not believed but worked out: by hand below from
# testdata/remits/answers.835, and by Python from one form against the others.
#
# The answers hold five transaction sets: EFT900001 ($176.50: DEMO-1001 135, DEMO-1011 0, OLD-5521 40 which is not
# ours, PLB +1.50), EFT900002 ($100: DEMO-1004 0, DEMO-1013 100 which does not balance and is set aside), EFT900003
# ($341 for claims of 340: refused), EFT900004 ($5: DEMO-1001 reversed -135 and corrected 150, PLB -10), and the first
# once more (a duplicate).
set -euo pipefail
export TZ=UTC LC_ALL=C.UTF-8
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
home=$work/home day=2026-06-05 out=$work/out
reports="nightly weekly aging kpi payer denials patterns bank"

fail() {
    echo "FAILED: $*"
    exit 1
}

"$SCRUBJAY" init "$home" >/dev/null
sed -i 's/settle="[0-9]*"/settle="0"/' "$home/scrubjay.xml"
cp "$SOURCE/testdata/sample/batch.837" "$home/in/"
"$SCRUBJAY" run -C "$home" --as-of 2026-05-04 >/dev/null || [ $? -eq 1 ]
cp "$SOURCE/testdata/remits/answers.835" "$home/partners/clearinghouse/inbox/"
"$SCRUBJAY" run -C "$home" --as-of "$day" >/dev/null || [ $? -eq 1 ]
# The store notes the real time; the reports are to be of those days: the batch of May 4, the answers of June 5, noon.
sqlite3 "$home/scrubjay.db" "
    UPDATE file SET taken_at = (CASE type WHEN '835' THEN 1780660800000 ELSE 1777896000000 END);
    UPDATE batch SET made_at = 1777896000000;
    UPDATE remit SET posted_at = 1780660800000;
    UPDATE denial SET found_at = 1780660800000;"

for report in $reports; do
    since=2026-05-01
    [ "$report" = nightly ] && since=$day
    "$SCRUBJAY" report "$report" -C "$home" --as-of "$day" --since "$since" --out "$out" >"$work/said" ||
        fail "report $report"
done
"$SCRUBJAY" report nightly -C "$home" --as-of "$day" --since "$day" --json >"$work/stdout.json"

cat >"$work/pages.py" <<'PY'
# pages.py PAGE: what a reader sees, a line for each block, bars between cells, / before what stands small below.
import html.parser, re, sys
class Page(html.parser.HTMLParser):
    BLOCKS = {"p", "h1", "h2", "tr", "caption", "li", "dd", "summary", "section", "figcaption", "svg"}
    def __init__(self):
        super().__init__(); self.out = []; self.skip = 0; self.stack = []; self.tables = 0
    def handle_starttag(self, tag, attributes):
        a = dict(attributes)
        if tag in ("style", "title"): self.skip += 1
        if tag in ("script", "img", "link", "iframe", "object"): sys.exit(f"<{tag}> in the page")
        for name, value in attributes:
            if name.startswith("on") or (value and re.search(r"https?:|url\(|javascript:", value)):
                sys.exit(f"the page reaches outside: {name}={value}")
        if tag == "table": self.tables += 1
        if tag not in ("meta", "rect", "line", "circle", "polyline"): self.stack.append(tag)
        if "sub" in (a.get("class") or "").split(): self.out.append(" / ")
        if tag == "text": self.out.append(" ")
    def handle_startendtag(self, tag, attributes): pass
    def handle_endtag(self, tag):
        if tag in ("style", "title"): self.skip -= 1
        if self.stack.pop() != tag: sys.exit(f"</{tag}> where it does not belong")
        if tag in ("td", "th"): self.out.append(" | ")
        if tag in self.BLOCKS: self.out.append("\n")
    def handle_data(self, data):
        if not self.skip: self.out.append(data)
page = Page()
text = open(sys.argv[1], encoding="utf-8").read()
page.feed(text.split("\n", 1)[1]); page.close()
if page.stack: sys.exit(f"never closed: {page.stack}")
assert text.count("<caption") == page.tables and text.count("<h1>") == 1 and 'lang="en"' in text
assert "@media print" in text
lines = (re.sub(r"\s+", " ", line).strip() for line in "".join(page.out).split("\n"))
body = "\n".join(line for line in lines if line)
# What differs from run to run: when the report was made, the batch's name and digest, the version.
body = re.sub(r"made \d\d/\d\d/\d{4} \d\d:\d\d", "made (then)", body)
body = re.sub(r"\d{8}T\d{6}_clearinghouse", "(time)_clearinghouse", body)
body = re.sub(r"\b[0-9a-f]{16}\b", "(digest)", body)
body = re.sub(r"Scrubjay \d+\.\d+\.\d+", "Scrubjay (version)", body)
print(body)
PY
wrong=0
for report in $reports; do
    python3 "$work/pages.py" "$out/$report-$day.html" >"$work/$report.txt" || fail "$report: the page"
    [ -z "${SJ_UPDATE:-}" ] || cp "$work/$report.txt" "$SOURCE/tests/golden/reports/$report.txt"
    diff -u "$SOURCE/tests/golden/reports/$report.txt" "$work/$report.txt" || wrong=1
done
[ "$wrong" -eq 0 ] || fail "a page says something else"

python3 - "$out" "$day" "$work/stdout.json" <<'PY' || fail "the sums"
import csv, json, re, sys, zipfile
from decimal import Decimal as D
out, day, stdout = sys.argv[1:]
def load(name): return json.load(open(f"{out}/{name}-{day}.json", encoding="utf-8"), parse_float=str)
night = load("nightly")
told = json.load(open(stdout, encoding="utf-8"), parse_float=str)
told["made_at"] = night["made_at"]
assert told == night, "--json says something else than the file"

# The tie-out, worked out by hand: see the head of this script.
tie = {row["what"]: row for row in night["sections"]["tie-out"]["rows"]}
def amount(words):
    rows = [row for what, row in tie.items() if what.startswith(words)]
    assert len(rows) == 1, words
    return D(rows[0]["amount"])
hand = {"Remittances read": "799.00",           # 176.50 + 100 + 341 + 5 + 176.50
        "less refused": "-341.00", "less duplicates": "-176.50",
        "Payments to account for": "281.50",    # 176.50 + 100 + 5
        "Claim payments posted": "150.00",      # 135 + 0 + 0 - 135 + 150
        "Claim payments not ours": "40.00", "Claim payments set aside": "100.00",
        "Claim payments that came twice": "0.00",
        "Provider adjustments": "-8.50",        # + 1.50 - 10
        "Not accounted for": "0.00"}
for words, value in hand.items(): assert amount(words) == D(value), (words, amount(words))
assert tie["Not accounted for"]["state"].startswith("✓")

# Key figures, by hand as well: numerator, denominator, value.
figures = {f["figure"]: f for f in load("kpi")["sections"]["figures"]["rows"]}
hand = {"Clean-claim rate": ("8", "8", "100.0"),         # thirteen claims, five held, eight sent
        "Pass rate of our check": ("8", "13", "61.5"),
        "Rejection rate": ("0", "8", "0.0"),
        "First-pass resolution": ("0", "3", "0.0"),      # 1001, 1011, 1004 have a denied line each
        "Initial denial rate, claims": ("3", "3", "100.0"),
        "Initial denial rate, dollars": ("405.00", "585.00", "69.2"), # 15 + 130 + 260 of 195 + 130 + 260
        "Net collection rate": ("150.00", "555.00", "27.0"),          # 585 less 30 contractual
        "Gross collection rate": ("150.00", "585.00", "25.6"),
        "Overturn rate, lines": ("0", "0", ""), "Overturn rate, dollars": ("0.00", "0.00", ""),
        # owed: 1002 180, 1006 340, 1008 200, 1010 225, 1013 175 are out, 815 held, denials 15 + 130 + 260
        "Days in A/R, payers": ("2340.00", "2520.00", "83.5"),
        "Claims held or ready, not sent": ("815.00", "5", "815.00"),
        "Remittance auto-post rate": ("5", "7", "71.4"), # of 3 + 2 + 2; not OLD-5521, DEMO-1013
        "Match rate": ("6", "7", "85.7"),
        "Denied for late filing": ("0.00", "0", "")}
for name, (n, d, value) in hand.items():
    f = figures[name]
    assert (f["numerator"], f["denominator"], f["value"] or "") == (n, d, value), (name, f)
for f in figures.values(): # never a figure without data, and always what it is made of
    assert f["numerator_is"] and f["denominator_is"] and f["basis"], f
    assert (f["value"] == "") == (D(f["denominator"]) <= 0), f

# By payer and by provider, by hand for EVERGREEN: claims 1001, 1003, 1007, 1008, 1011, of which 1003 and 1007 are held;
# 195 + 130 decided, 15 + 130 of it denied, 30 contractual; owed: 1008 200, 1003 210, 1007 150, denials 145; of the five
# claim payments OLD-5521 is not ours. Days to pay: 27, 34, 46.
by = {axis: load("kpi")["sections"]["figures-by-" + axis]["rows"] for axis in ("payer", "provider")}
evergreen = {f["figure"]: (f["numerator"], f["denominator"], f["value"]) for f in by["payer"] if f["payer"].startswith("EVERGREEN")}
hand = {"Pass rate of our check": ("3", "5", "60.0"), "Initial denial rate, dollars": ("145.00", "325.00", "44.6"),
        "Net collection rate": ("150.00", "295.00", "50.8"), "Days in A/R, payers": ("705.00", "885.00", "71.6"),
        "Remittance auto-post rate": ("4", "5", "80.0"), "Payment lag": ("34.0", "3", "34.0")}
for name, value in hand.items(): assert evergreen[name] == value, (name, evergreen[name])
for axis, rows in by.items(): # the parts make the whole, medians apart
    for name, f in figures.items():
        parts = [r for r in rows if r["figure"] == name]
        assert f["denominator_is"] and all(r["denominator_is"] == f["denominator_is"] for r in parts)
        assert sum(D(r["denominator"]) for r in parts) == D(f["denominator"]), (axis, name)
        if "lag" not in name: assert sum(D(r["numerator"]) for r in parts) == D(f["numerator"]), (axis, name)

# One form against the others: the sections' rows and totals, the CSV files, the workbook.
def section_sums(report, data):
    for name, section in data["sections"].items():
        rows, totals = section["rows"], section["totals"]
        assert totals["rows"] == len(rows), (report, name)
        for key, total in totals.items():
            if key != "rows":
                assert sum(D(str(r[key] or 0)) for r in rows) == D(str(total)), (report, name, key)
        try: table = list(csv.DictReader(open(f"{out}/{report}-{day}-csv/{name}.csv", newline="", encoding="utf-8")))
        except FileNotFoundError: continue
        assert len(table) == len(rows), (report, name)
        for line, row in zip(table, rows):
            for key, value in row.items():
                text = {None: "", True: "yes", False: "no"}.get(value, value) if not isinstance(value, int) or isinstance(value, bool) else value
                assert line[key] == str(text) or line[key] == "'" + str(text), (report, name, key, line[key], value)
for report in "nightly weekly aging kpi payer denials patterns bank".split(): section_sums(report, load(report))
denials = night["sections"]["denials"]
assert [(r["account"], r["line"], r["at_stake"]) for r in sorted(denials["rows"], key=lambda r: (r["account"], r["line"]))] \
    == [("DEMO-1001", 2, "15.00"), ("DEMO-1004", 1, "200.00"), ("DEMO-1004", 2, "60.00"), ("DEMO-1011", 1, "130.00")]
owed = load("aging")["sections"]["ar-by-payer"]["totals"]
assert owed["all"] == "2340.00" and sum(D(owed[k]) for k in ("d0_30", "d31_60", "d61_90", "d91_120", "over_120")) == 2340

# The workbook: every sheet; text as text, amounts and dates as numbers; no formula but the sums of tables.
book = zipfile.ZipFile(f"{out}/nightly-{day}.xlsx")
names = re.findall(r'<sheet name="([^"]*)"', book.read("xl/workbook.xml").decode())
for wanted in ("Summary", "Denials", "Rejections", "No response", "Unposted remits", "Takebacks-PLB", "Read me"):
    assert wanted in names, names
strings = re.findall(r"<si><t[^>]*>(.*?)</t></si>", book.read("xl/sharedStrings.xml").decode(), re.S)
sheet = book.read(f"xl/worksheets/sheet{names.index('Denials') + 1}.xml").decode()
cells = {a: (t, strings[int(v)] if t == "s" else v) for a, t, v in
         re.findall(r'<c r="([A-Z]+\d+)"(?: s="\d+")?(?: t="(\w+)")?>(?:<f>[^<]*</f>)?<v>([^<]*)</v>', sheet)}
heads = {text: re.match("[A-Z]+", a).group() for a, (t, text) in cells.items() if re.fullmatch("[A-Z]+1", a)}
def cell(title, row): return cells.get(heads[title] + str(row), ("", ""))
for i, row in enumerate(denials["rows"], 2):
    assert cell("Account", i) == ("s", row["account"]) and cell("Billing NPI", i) == ("s", row["provider"])
    assert cell("At stake", i)[0] == "" and D(cell("At stake", i)[1]) == D(row["at_stake"]), cell("At stake", i)
    assert cell("Service", i)[0] == "" and 46000 < int(cell("Service", i)[1]) < 46300, cell("Service", i)
    assert cell("RowKey", i)[1] == row["row_key"] and cell("Version", i)[1] == row["version"]
assert D(cell("At stake", len(denials["rows"]) + 2)[1]) == D("405.00"), "the table's total"
assert 'state="frozen"' in sheet and sheet.count("<dataValidation ") == 4 and 'hidden="1"' in sheet
assert 'cfRule' in sheet
for name in book.namelist():
    assert not name.endswith(".bin") and "external" not in name.lower(), name
    for formula in re.findall(rb"<f>(.*?)</f>", book.read(name)): assert formula.startswith(b"SUBTOTAL(109,"), formula
PY

# Patients: by level, in every form. WREN is a last name, A.S. its initials, the rest numbers and days of a patient.
for level in full limited none; do
    "$SCRUBJAY" report nightly -C "$home" --as-of "$day" --since "$day" --patients "$level" --out "$work/$level" >/dev/null
    mkdir "$work/$level/xlsx"
    python3 -c 'import sys, zipfile; zipfile.ZipFile(sys.argv[1]).extractall(sys.argv[2])' \
        "$work/$level/nightly-$day.xlsx" "$work/$level/xlsx"
done
has() { # has LEVEL TEXT yes|no: in page, JSON, CSV, workbook
    local form
    for form in "nightly-$day.html" "nightly-$day.json" "nightly-$day-csv" xlsx; do
        if grep -rqF -- "$2" "$work/$1/$form"; then [ "$3" = yes ] || fail "$1: '$2' in $form"
        else [ "$3" = no ] || fail "$1: no '$2' in $form"; fi
    done
}
has full 'SAMPLE-WREN, AMBER' yes
has limited 'SAMPLE-WREN' no
has limited 'A.S.' yes
has limited 'DEMO-1011' yes
for text in WREN AMBER 'A.S.' DEMO-1001 DEMO-1011 OLD-5521 EVG1011 2026-04-16 04/16/2026 '<v>46128</v>'; do has none "$text" no; done

# A practice in which nothing happened: every report says so, none divides by zero.
"$SCRUBJAY" init "$work/empty" >/dev/null
for report in $reports; do
    "$SCRUBJAY" report "$report" -C "$work/empty" --as-of "$day" --out "$work/none" >/dev/null || fail "empty: $report"
    python3 "$work/pages.py" "$work/none/$report-$day.html" >"$work/page" || fail "empty: the page of $report"
done
grep -q 'Open denials: none' "$work/none/nightly-$day.html" || fail "an empty section does not say so"
[ "$(grep -c 'no data' "$work/none/kpi-$day.html")" -ge 1 ] || fail "figures of nothing"
! grep -Eq 'nan|inf |-0\.0|#DIV' "$work/page" || fail "a division by nothing"
