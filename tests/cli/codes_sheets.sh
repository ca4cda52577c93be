#!/usr/bin/env bash
# scrubjay codes import of workbooks: each table comes out as it does from the publisher's text.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
data=$SOURCE/testdata/codes
fail() {
    echo "FAILED: $*"
    exit 1
}
# sheet XLSX TABLE: a workbook of a CSV or tab-separated file, whole numbers as numbers, below a hidden sheet.
sheet() { python3 - "$@" <<'PY'
import csv, sys, zipfile
from xml.sax.saxutils import escape
out, path = sys.argv[1:]
with open(path, newline="", encoding="latin-1") as f:
    rows = list(csv.reader(f, delimiter="," if path.endswith(".csv") else "\t"))
def cell(v):
    if v.isdigit() and (v == "0" or v[0] != "0"): return f"<c><v>{v}</v></c>"
    return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(v)}</t></is></c>' if v else "<c/>"
body = "".join("<row>" + "".join(map(cell, r)) + "</row>" for r in rows)
with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
    z.writestr("[Content_Types].xml", "<Types/>")
    z.writestr("xl/workbook.xml", '<workbook xmlns:r="r"><sheets><sheet name="Notes" state="hidden" r:id="a"/>'
               '<sheet name="Table" r:id="b"/></sheets></workbook>')
    z.writestr("xl/_rels/workbook.xml.rels", '<Relationships>'
               '<Relationship Id="a" Type="x/worksheet" Target="worksheets/sheet1.xml"/>'
               '<Relationship Id="b" Type="x/worksheet" Target="worksheets/sheet2.xml"/></Relationships>')
    z.writestr("xl/worksheets/sheet1.xml", "<worksheet><sheetData/></worksheet>")
    z.writestr("xl/worksheets/sheet2.xml", f"<worksheet><sheetData>{body}</sheetData></worksheet>")
    z.writestr("xl/media/image1.png", b"\0\1\2")
PY
}
# pack ZIP FILE…
pack() { python3 -c 'import sys, zipfile, os
with zipfile.ZipFile(sys.argv[1], "w") as z:
    for f in sys.argv[2:]: z.write(f, os.path.basename(f))' "$@"; }
# tables HOME: what it holds, without the files' digests.
tables() { "$SCRUBJAY" codes list --json -C "$1" | sed 's/"source_sha256":"[0-9a-f]*"/"source_sha256":""/g'; }

"$SCRUBJAY" init "$work/text" >/dev/null
"$SCRUBJAY" init "$work/sheets" >/dev/null
files=(AOC_V2026Q2-MCR.txt HCPC2026_JUL_ANWEB.csv MCR_MUE_PractitionerServices_Eff_04-01-2026.csv
    MCR_MUE_OutpatientHospitalServices_Eff_04-01-2026.csv MCR_MUE_DMESupplierServices_Eff_04-01-2026.csv
    PPRRVU2026_Apr.csv cpt_2026.csv ccipra-v321r0-f1.txt ccipra-v321r0-f2.txt ccioph-v321r0-f1.txt)
books=()
for file in "${files[@]}"; do
    sheet "$work/${file%.*}.xlsx" "$data/$file"
    books+=("$work/${file%.*}.xlsx")
done
"$SCRUBJAY" codes import -C "$work/text" "${files[@]/#/$data/}" >"$work/text.out" || fail "text"
# Two workbooks alone, the others inside a ZIP, one of them beside its own text.
pack "$work/2026-q2.zip" "${books[@]:2}" "$data/ccipra-v321r0-f1.txt"
"$SCRUBJAY" codes import -C "$work/sheets" "${books[@]:0:2}" "$work/2026-q2.zip" >"$work/sheets.out" ||
    fail "sheets"
sort "$work/text.out" >"$work/a" && sort "$work/sheets.out" >"$work/b"
diff "$work/a" "$work/b" || fail "what the imports say"
[ "$(wc -l <"$work/b")" -ge 10 ] || fail "fewer tables than files"
diff <(tables "$work/text") <(tables "$work/sheets") || fail "tables differ"
for question in "99901 99902" "99911 99910" "mue_practitioner 99902" "fee 9990226" "cpt 99902"; do
    # shellcheck disable=SC2086
    diff <("$SCRUBJAY" codes show -C "$work/text" $question --on 2026-05-01) \
        <("$SCRUBJAY" codes show -C "$work/sheets" $question --on 2026-05-01) || fail "$question"
done

# A cell that cannot be read is named, and the table in use stays.
python3 - "$work/PPRRVU2026_Apr.xlsx" "$work/PPRRVU2026_Jul.xlsx" <<'PY'
import sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as a, zipfile.ZipFile(sys.argv[2], "w") as b:
    for name in a.namelist():
        body = a.read(name)
        if name.endswith("sheet2.xml"): body = body.replace(b"<v>", b"<v>x", 1)
        b.writestr(name, body)
PY
code=0
"$SCRUBJAY" codes import -C "$work/sheets" "$work/PPRRVU2026_Jul.xlsx" >"$work/out" 2>&1 || code=$?
[ "$code" -eq 3 ] || { cat "$work/out"; fail "exit $code of a damaged workbook"; }
grep -q "number cannot be read.*Table![A-Z]*[0-9]" "$work/out" || { cat "$work/out"; fail "cell not named"; }
grep -q "stay as they are" "$work/out" || fail "the tables in use"
