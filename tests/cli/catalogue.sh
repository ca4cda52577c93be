#!/usr/bin/env bash
# Every row of the catalogue has a claim that trips it and a near miss: edits and outside lists in testdata/edits,
# situations of the guides in testdata/situations, rules of packs as their own examples, overlays in a unit test's table;
# balances, remittances and other outside lists in the unit tests that name their row.
# (That each comes out so is the business of unit.test_edits, test_situations, test_packs, test_overlay_shipped.)
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset SCRUBJAY_HOME
"$SCRUBJAY" rules list --json >"$work/rules.json"
python3 - "$SOURCE" "$work/rules.json" <<'PYTHON'
import glob, json, os, re, sys
import xml.etree.ElementTree as ET
source, rules = sys.argv[1], json.load(open(sys.argv[2]))["edits"]
# Tests that do not name their row: limits of our own (more findings, more lines than are kept), a reversal.
OURS = {"ED-0199": "test_many_findings", "ED-1190": "test_duplicates_full",
        "RM-0110": "a_reversal_of_what_was_never_posted"}
shipped = {}
for path in glob.glob(source + "/rules/packs/*.xml"):
    pack = ET.parse(path).getroot()
    for rule in pack.iter("rule"):
        shipped[pack.get("id") + ":" + rule.get("id")] = {e.get("trips") for e in rule.iter("example")}
overlays = open(source + "/tests/unit/test_overlay_shipped.c", encoding="utf-8").read()
situations = set()
for path in glob.glob(source + "/parsers/guide/*.xml"):
    situations |= set(re.findall(r'"(IG-4\d{3})"', open(path, encoding="utf-8").read()))

def has_cases(folder, i):
    path = f"{source}/testdata/{folder}/{i}.txt"
    text = open(path, encoding="utf-8").read() if os.path.exists(path) else ""
    return re.search(r"(?m)^trips ", text) and re.search(r"(?m)^near$", text)

ids = [r["id"] for r in rules]
assert len(ids) == len(set(ids)), "an id stands twice"
units = "\n".join(open(p, encoding="utf-8").read() for p in glob.glob(source + "/tests/unit/*.[ch]"))
rows = {}
for path in glob.glob(source + "/*/*/*.def"):
    text = open(path, encoding="utf-8").read()
    rows.update({i: row for row, i in re.findall(r'FINDING\((\w+),[^"]*?\.id = "([A-Z]{2}-\d{4})"', text)})

def is_named(i):
    return i in units or (i in rows and re.search(r"SJ_[A-Z]+_%s\b" % rows[i], units))

bad = [i for i in sorted(situations) if not has_cases("situations", i)]
for i in ids:
    if i in OURS:
        good = OURS[i] in units
    elif i.startswith("IG-"):
        good = i in situations
    elif ":" not in i:
        good = has_cases("edits", i) or (not i.startswith("ED-") and is_named(i))
    elif i in shipped:
        good = shipped[i] == {"yes", "no"}
    elif i.endswith(":CLAIMS"):  # how many claims a set may hold: a test of its own
        good = '%s:CLAIMS@1:ST' in overlays
    else:
        good = re.search(r'\{"%s", "%s",' % tuple(i.split(":")), overlays)
    if not good:
        bad.append(i)
edits = [i for i in ids if i.startswith("ED-")]
packs = [i for i in ids if i in shipped]
print(f"{len(edits)} edits, {len(packs)} rules of packs, {len(ids) - len(edits) - len(packs) - len(situations)} others, "
      f"{len(situations)} situations; without a trip or a near miss: {bad or 'none'}")
tiers = {r["tier"] for r in rules}
assert {"FMT", "DEM", "PRV", "COD", "CLN", "POL", "PAY", "COB", "UB", "DEN", "LOB", "HIS"} <= tiers, tiers
for r in rules:
    assert r["title"] and r["severity"] in ("error", "warning", "info") and 1 <= r["snip"] <= 7 and r["pack"], r
# As many as there are: whoever takes one away says so here.
sys.exit(bool(bad) or len(edits) + len(packs) < 222 or len(situations) < 146)
PYTHON
