"""Compares what the engine says with the simulator's truth: matching, denials, states, money.

The payer's number for a claim ends in the claim's ordinal in the truth file (seven digits; a correction has a
letter behind it), so the right claim of every payment is known without asking the engine."""

import json
import os
import re
import sys
from collections import Counter

work = sys.argv[1]


def read(name):
    with open(os.path.join(work, name)) as file:
        return json.load(file)


def cents(text):
    return int(round(float(text) * 100))


truth = read("truth.json")["claims"]
claims = {c["account"]: c for c in read("claims.json")["claims"]}
with open(os.path.join(work, "payments.jsonl")) as file:
    remits = [r for line in file for r in json.loads(line)["remits"]]
wrong = []


def complain(what, *facts):
    wrong.append(what)
    if len(wrong) <= 10:
        print(what, *facts)


def right_account(control):
    return truth[int(re.fullmatch(r"SIM\d{6}(\d{7})A?", control)[1]) - 1]["account"]


def rate(part, whole):
    return part / whole if whole else 1.0


# Matching: every payment that was posted, by the claim it was posted to.
payments = [p for r in remits if r["state"] == "posted" for p in r["payments"]]
matched = [p for p in payments if p["match"] and p["match"]["account"]]
right = [p for p in matched if p["match"]["account"] == right_account(p["payer_control"])]
for p in matched:
    if p not in right:
        complain("matched to the wrong claim:", p["account"], p["match"])
print("matching: %d payments, precision %.6f, recall %.6f" %
      (len(payments), rate(len(right), len(matched)), rate(len(right), len(payments))))
print("          by", dict(Counter(p["match"]["by"] for p in matched)))
if not len(right) == len(matched) == len(payments):
    complain("not every payment was matched")

# Denials: claim, line, group, reason and amount must all agree.
worklist = read("denials.json")["denials"]
said = Counter((d["account"], d["line"], d["group"], d["carc"], cents(d["amount"]))
               for d in worklist if d["denied"])
meant = Counter((c["account"], d["line"], d["group"], d["carc"], cents(d["amount"]))
                for c in truth for d in c["denied"])
both = sum((said & meant).values())
for d in (said - meant):
    complain("no such denial:", d)
for d in (meant - said):
    complain("denial not found:", d)
print("denials:  %d, precision %.6f, recall %.6f" %
      (sum(meant.values()), rate(both, sum(said.values())), rate(both, sum(meant.values()))))

# Underpaid: line, what the contract says and what was allowed, to the cent; nothing else.
said = Counter((d["account"], d["line"], cents(d["expected"]), cents(d["allowed"]))
               for d in worklist if not d["denied"] and d.get("expected"))
meant = Counter((c["account"], u["line"], cents(u["expected"]), cents(u["allowed"]))
                for c in truth for u in c.get("underpaid", ()))
both = sum((said & meant).values())
for u in (said - meant):
    complain("not underpaid:", u)
for u in (meant - said):
    complain("underpaid, not found:", u)
contract = any("underpaid" in c for c in truth)
if contract:
    print("underpaid: %d, precision %.6f, recall %.6f" %
          (sum(meant.values()), rate(both, sum(said.values())), rate(both, sum(meant.values()))))

# States: what each fate means for the claim.
states = {"paid": {"paid"}, "contractual": {"paid"}, "deductible": {"paid"}, "takeback": {"paid"},
          "duplicate": {"paid"}, "partly_denied": {"partly_paid"}, "denied": {"denied"},
          "hidden_denial": {"denied"}, "rejected": {"rejected"}, "silent": {"sent", "accepted"}, "underpaid": {"partly_paid"}}
if set(claims) != {c["account"] for c in truth}:
    complain("other claims than were sent")
for c in truth:
    allowed = states.get(c["fate"], {"partly_paid"} if c["denied"] else {"paid"})
    if claims[c["account"]]["state"] not in allowed:
        complain("state:", c["account"], c["fate"], claims[c["account"]]["state"])
print("states:  ", dict(Counter(claims[c["account"]]["state"] for c in truth)))

# Money: payments less reversals, each once although some remittances came twice.
paid = Counter()
for p in matched:
    paid[p["match"]["account"]] += cents(p["paid"])
for c in truth:
    if paid[c["account"]] != cents(c["paid"]):
        complain("paid:", c["account"], c["fate"], paid[c["account"]], cents(c["paid"]))
for r in remits:
    if cents(r["residual"]) != 0:
        complain("out of balance:", r["trace"], r["residual"])

# The mix must hold every fate, or the rest proves less than it seems to.
fates = Counter(c["fate"] for c in truth)
print("fates:   ", dict(fates))
if len(fates) != (12 if contract else 11):
    complain("not every fate occurred")

print("%d wrong" % len(wrong) if wrong else "all as the truth says")
sys.exit(1 if wrong else 0)
