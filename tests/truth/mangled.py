"""Holds the matching of mangled claim payments, and of their lines, against the simulator's truth."""

import json
import os
import re
import sys
from collections import Counter

work = sys.argv[1]


def read(name):
    with open(os.path.join(work, name)) as file:
        return json.load(file)


truth = read("truth.json")["claims"]
with open(os.path.join(work, "payments.jsonl")) as file:
    remits = [r for line in file for r in json.loads(line)["remits"]]
payments = [p for r in remits if r["state"] == "posted" for p in r["payments"]]
wrong = []


def complain(what, *facts):
    wrong.append(what)
    if len(wrong) <= 12:
        print(what, *facts)


def claim_of(payment):
    """The payer's number ends in the claim's ordinal, so the right claim is known without asking."""
    return truth[int(re.fullmatch(r"SIM\d{6}(\d{7})A?", payment["payer_control"])[1]) - 1]


def rate(part, whole):
    return part / whole if whole else 1.0


# Claims. A reversal or correction is decidable as soon as its first payment is.
decidable = [p for p in payments if claim_of(p)["decidable"]]
matched = [p for p in payments if p["match"]["by"]]
right = [p for p in matched if p["match"]["account"] == claim_of(p)["account"]]
found = [p for p in decidable if p["match"]["by"]]
for p in matched:
    if p["match"]["account"] != claim_of(p)["account"]:
        complain("wrong claim:", p["account"], "is", claim_of(p)["account"], "not", p["match"])
for p in decidable:
    if not p["match"]["by"]:
        complain("not found:", p["account"], claim_of(p)["account"], p["match"]["evidence"])
precision, recall = rate(len(right), len(matched)), rate(len(found), len(decidable))
mangled = sum(claim_of(p)["mangled"] for p in payments)
print("claims: %d payments, %d mangled, %d decidable, %d matched; precision %.6f, recall %.6f" %
      (len(payments), mangled, len(decidable), len(matched), precision, recall))
print("        by", dict(Counter(p["match"]["by"] for p in matched)))

# Lines of first payments that found their claim.
lines = Counter()
for p in right:
    services = claim_of(p)["services"]
    if p["payer_control"].endswith("A") or p["status"] == "22" or not services:
        continue
    told = [l for l in p["lines"] if l["ordinal"]]
    if len(told) != len(services):
        complain("lines:", p["account"], len(told), len(services))
        continue
    for l, ours in zip(told, services):
        what = "missed" if not l["line"] else "right" if l["line"] in ours else "wrong"
        lines[what] += 1
        if what == "wrong":
            complain("wrong line:", p["account"], l["procedure"], l["line"], "not", ours, "by", l["by"])
line_precision = rate(lines["right"], lines["right"] + lines["wrong"])
line_recall = rate(lines["right"], sum(lines.values()))
print("lines:  %d; precision %.6f, recall %.6f" % (sum(lines.values()), line_precision, line_recall))

# Money: what is not matched is counted, and the books balance.
unmatched = sum(round(float(p["paid"]) * 100) for p in payments if p["state"] == "unmatched")
books = Counter()
for b in read("ledger.json")["balances"]:
    books[b["account"]] += round(float(b["balance"]) * 100)
print("money:  %.2f not ours or not certain" % (unmatched / 100))
if books["not_ours"] != -unmatched or books["remittance"] or sum(books.values()):
    complain("the books:", dict(books), unmatched)

ok = precision == 1.0 and recall >= 0.99 and line_precision == 1.0 and line_recall >= 0.99
ok = ok and mangled > len(payments) // 4 and not any(w.startswith("the books") or w == "lines:" for w in wrong)
print("as it should be" if ok else "NOT GOOD ENOUGH")
sys.exit(0 if ok else 1)
