#!/usr/bin/env bash
# A report's workbook and CSV file, typed into and read back: what changes, what is a conflict, and that a broken
# cell stops everything. The workbook is edited as XML in its ZIP, by Python's standard library alone.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
data=$SOURCE/testdata/remits home=$work/home day=2026-06-05
book=$work/out/nightly-$day.xlsx csv=$work/out/nightly-$day-csv/denials.csv

fail() {
    echo "FAILED: $*"
    exit 1
}
exits() { # exits CODE command…
    local wanted=$1 code=0
    shift
    "$@" >"$work/said" 2>"$work/err" || code=$?
    [ "$code" -eq "$wanted" ] || { cat "$work/said" "$work/err"; fail "exit $code, not $wanted: ${*:2}"; }
}
import() { exits "$1" "$SCRUBJAY" denials import -C "$home" "${@:2}"; }
says() { grep -qF -- "$1" "$work/said" || { cat "$work/said"; fail "it does not say: $1"; }; }
worklist() { # the columns that people change, and the count of changes
    sqlite3 "$home/scrubjay.db" "SELECT d.status, d.owner, d.plan, date(d.follow_up * 86400, 'unixepoch'), d.outcome,
        d.version, COALESCE(n.text, '') FROM denial d LEFT JOIN patient_note n ON n.id = d.note ORDER BY d.id"
}

cat >"$work/type.py" <<'PY'
# type.py SHEET FROM TO ROW:TITLE=VALUE…: types texts into cells of a sheet; VALUE "day:N" is a date's number,
# "error" an error of the spreadsheet, "" empties the cell.
import re, sys, zipfile
from xml.sax.saxutils import escape
name, source, target, *cells = sys.argv[1:]
old = zipfile.ZipFile(source)
book = old.read("xl/workbook.xml").decode()
number = [m for m in re.findall(r'<sheet name="([^"]*)"', book)].index(name) + 1
path = f"xl/worksheets/sheet{number}.xml"
strings = re.findall(r"<si><t[^>]*>(.*?)</t></si>", old.read("xl/sharedStrings.xml").decode(), re.S)
sheet = old.read(path).decode()
titles = {strings[int(v)]: c for c, v in re.findall(r'<c r="([A-Z]+)1" [^>]*t="s"><v>(\d+)</v>', sheet)}
for cell in cells:
    row, rest = cell.split(":", 1)
    title, value = rest.split("=", 1)
    at = titles[title] + row
    if value.startswith("day:"): body = f'><v>{value[4:]}</v></c>'
    elif value == "error": body = ' t="e"><v>#N/A</v></c>'
    elif value == "": body = "/>"
    else: body = f' t="inlineStr"><is><t>{escape(value)}</t></is></c>'
    pattern = re.compile(rf'<c r="{at}"( s="\d+")?[^>]*?(/>|>.*?</c>)', re.S)
    assert pattern.search(sheet), at
    sheet = pattern.sub(lambda m: f'<c r="{at}"{m.group(1) or ""}{body}', sheet, 1)
with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
    for item in old.namelist(): new.writestr(item, sheet if item == path else old.read(item))
PY
type_into() { python3 "$work/type.py" Denials "$book" "$work/typed.xlsx" "$@"; }

"$SCRUBJAY" init "$home" >/dev/null
sed -i 's/settle="[0-9]*"/settle="0"/' "$home/scrubjay.xml"
cp "$SOURCE/testdata/sample/batch.837" "$home/in/"
"$SCRUBJAY" run -C "$home" --as-of 2026-05-04 >/dev/null || [ $? -eq 1 ]
cp "$data/answers.835" "$home/partners/clearinghouse/inbox/"
"$SCRUBJAY" run -C "$home" --as-of "$day" >/dev/null || [ $? -eq 1 ]
"$SCRUBJAY" report nightly -C "$home" --as-of "$day" --out "$work/out" >/dev/null
rows=$(sqlite3 "$home/scrubjay.db" "SELECT COUNT(*) FROM denial WHERE state = 'open'")
[ "$rows" -ge 4 ] || fail "there are only $rows denials to type into"

# As it was written it changes nothing, in either form.
worklist >"$work/before"
for file in "$book" "$csv"; do
    import 0 "$file"
    says "0 of $rows rows changed; $rows as they were"
done
worklist | diff "$work/before" - || fail "an untouched file changed the worklist"

# Broken cells, one of each kind: all are told with their places, and what is right beside them is not done either.
type_into 2:Owner=ana 2:Status=wroking 3:Follow-up=soon 3:Action=sue 4:Outcome=won 4:RowKey=D1-00000 5:Version=x \
    5:Owner=error
import 1 "$work/typed.xlsx"
for what in 'the status is new, working' 'this is no date' 'there is no such action' 'the row key is damaged' \
    "the row's version is damaged" 'the cell holds an error' 'nothing was changed'; do says "$what"; done
grep -Eq '^broken +Denials!A[A-Z]2: the status' "$work/said" || fail "the cell is not named"
worklist | diff "$work/before" - || fail "a file with broken cells changed the worklist"
type_into 2:Owner="$(printf 'x%.0s' {1..50})"
import 1 "$work/typed.xlsx"
says 'an owner is at most'
type_into 3:RowKey= 3:Owner=ana
import 1 "$work/typed.xlsx"
says 'the row has no key'

# What was typed goes in, once: 46190 is June 17, 2026.
type_into 2:Owner=ana 2:Status=working 2:Follow-up=day:46190 '2:Note=called; they look again' \
    3:Owner=bob 3:Follow-up=6/21/2026 4:Status=done 4:Outcome=won
import 0 "$work/typed.xlsx" --dry-run
says "3 of $rows rows would change"
worklist | diff "$work/before" - || fail "--dry-run changed the worklist"
import 0 "$work/typed.xlsx"
says "3 of $rows rows changed"
worklist >"$work/after"
grep -qx 'working|ana||2026-06-17||2|called; they look again' "$work/after" || fail "row 2: $(cat "$work/after")"
grep -qx 'new|bob||2026-06-21||2|' "$work/after" || fail "row 3: $(cat "$work/after")"
grep -qx 'done||||won|2|' "$work/after" || fail "row 4: $(cat "$work/after")"
import 0 "$work/typed.xlsx"
says "0 of $rows rows changed"
worklist | diff "$work/after" - || fail "the same file twice changed the worklist twice"

# The workbook of before, typed into by somebody else: what both changed is a conflict, the rest goes in.
type_into 2:Owner=zoe 4:Owner=zoe 5:Owner=zoe
import 1 "$work/typed.xlsx"
says "owner: 'ana' there, 'zoe' here"
says 'somebody closed it in the meantime'
says "1 of $rows rows changed; $((rows - 3)) as they were; 1 conflict, 1 no longer"
worklist | grep -c '|zoe|' | grep -qx 1 || fail "zoe has not one row"
import 1 "$work/typed.xlsx" --json
python3 - "$work/said" <<'PY' || fail "JSON"
import json, sys
told = json.load(open(sys.argv[1]))
assert told["schema"] == 1 and told["totals"]["conflicts"] == 1 and told["totals"]["gone"] == 1, told
assert [r["kind"] for r in told["rows"]] == ["conflict", "gone"], told
assert told["rows"][0]["place"].startswith("Denials!"), told
PY

# A denial stands on several sheets: the row that was typed into counts, two that differ could mean either.
# (A day on which nothing is put off any more: both sheets begin with the same line.)
"$SCRUBJAY" report nightly -C "$home" --as-of 2026-07-10 --since "$day" --out "$work/late" >/dev/null
late=$work/late/nightly-2026-07-10.xlsx
python3 "$work/type.py" "Work first" "$late" "$work/typed.xlsx" 2:Owner=kim
import 0 "$work/typed.xlsx" --dry-run
says "1 of $((rows - 1)) rows would change"
cp "$work/typed.xlsx" "$work/first.xlsx"
python3 "$work/type.py" Denials "$work/first.xlsx" "$work/typed.xlsx" 2:Owner=kim
import 0 "$work/typed.xlsx" --dry-run
says "1 of $((rows - 1)) rows would change"
python3 "$work/type.py" Denials "$work/first.xlsx" "$work/typed.xlsx" 2:Owner=lee
import 1 "$work/typed.xlsx"
says 'the same denial says something else at Work first!'

# The CSV file: typed into with a spreadsheet that writes dates its own way; a text that looks like a formula.
"$SCRUBJAY" report nightly -C "$home" --as-of "$day" --out "$work/out" >/dev/null
python3 - "$csv" "$work/typed.csv" <<'PY'
import csv, sys
rows = list(csv.reader(open(sys.argv[1], newline="", encoding="utf-8")))
at = {name: i for i, name in enumerate(rows[0])}
for row in rows[1:]:
    if row[at["owner"]] == "zoe":
        row[at["owner"]], row[at["follow_up"]], row[at["note"]] = "'=zoe", "7/4/2026", 'said "yes", twice'
csv.writer(open(sys.argv[2], "w", newline="", encoding="utf-8"), delimiter=";").writerows(rows)
PY
import 0 "$work/typed.csv"
worklist | grep -qF '|=zoe||2026-07-04||3|said "yes", twice' || fail "CSV: $(worklist)"
"$SCRUBJAY" report nightly -C "$home" --as-of "$day" --out "$work/out" >/dev/null
grep -q "'=zoe" "$csv" || fail "the owner stands as a formula in CSV"
python3 - "$book" <<'PY' || fail "the owner stands as a formula in the workbook"
import re, sys, zipfile
book = zipfile.ZipFile(sys.argv[1])
assert b"=zoe" in book.read("xl/sharedStrings.xml")
for name in book.namelist():
    for formula in re.findall(rb"<f>(.*?)</f>", book.read(name)):
        assert formula.startswith(b"SUBTOTAL(109,[") , (name, formula)
PY

# What is no such file is said so, and everything is in the log with who did it.
head -c 3000 "$book" >"$work/cut.xlsx"
import 3 "$work/cut.xlsx"
import 3 "$data/answers.835"
import 3 "$work/out/nightly-$day-csv/remits.csv"
exits 2 "$SCRUBJAY" denials import -C "$home"
[ "$(sqlite3 "$home/scrubjay.db" "SELECT COUNT(*) FROM work_log WHERE actor <> ''")" -ge 9 ] || fail "the log is short"
