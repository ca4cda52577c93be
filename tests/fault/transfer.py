"""Compares what a home believes with what its partner has: transfer.py HOME THEIRS ORIGINALS [TAKEN]

THEIRS/in and TAKEN (what the partner took away) hold what was delivered; ORIGINALS what was to be fetched. Prints what
is wrong and ends with 1; else a line of counts. Files are compared byte for byte."""
import glob
import hashlib
import os
import sqlite3
import sys


def digest(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def files(folder, hidden=False):
    return {name: digest(os.path.join(folder, name)) for name in sorted(os.listdir(folder) if os.path.isdir(folder) else [])
            if os.path.isfile(os.path.join(folder, name)) and (hidden or not name.startswith("."))}


home, theirs, originals = sys.argv[1:4]
taken = files(sys.argv[4]) if len(sys.argv) > 4 else {}
partner = os.path.basename(glob.glob(os.path.join(home, "partners", "*"))[0])
ours = os.path.join(home, "partners", partner)
wrong = []
there = files(os.path.join(theirs, "in"), hidden=True)
sent, doubt = files(os.path.join(ours, "sent")), files(os.path.join(ours, "in_doubt"))

for name in there:
    if name in taken:
        wrong.append(f"{name} was delivered a second time")
    if name.endswith(".tmp"):
        wrong.append(f"{name} was left at the partner")
delivered = {**there, **taken}
for name, sum_ in {**sent, **doubt}.items():
    if delivered.get(name) != sum_ and name in sent:
        wrong.append(f"{name} counts as sent, and the partner has it not, or otherwise")
    if name in doubt and name not in taken:
        wrong.append(f"{name} is in doubt without a reason")
for name in delivered:
    if name not in sent and name not in doubt:
        wrong.append(f"the partner has {name}, and nobody says so")
if files(os.path.join(ours, "outbox"), hidden=True):
    wrong.append("the outbox is not empty")

if files(os.path.join(ours, "inbox"), hidden=True) != files(originals):
    wrong.append(f"the inbox holds {list(files(os.path.join(ours, 'inbox'), hidden=True))}")
if files(os.path.join(theirs, "out"), hidden=True):
    wrong.append("what was fetched is still there")

store = sqlite3.connect(os.path.join(home, "scrubjay.db"))
states = dict(store.execute("SELECT name, state FROM batch"))
for name in sent:
    if states.get(name) != "sent":
        wrong.append(f"{name}: the store says {states.get(name)}")
for name in doubt:
    if states.get(name) != "in_doubt":
        wrong.append(f"{name}: the store says {states.get(name)}")
rows = store.execute("SELECT name, state FROM arrival").fetchall()
if sorted(rows) != sorted((name, "removed") for name in files(originals)):
    wrong.append(f"arrivals: {rows}")

print(*wrong, sep="\n", file=sys.stderr)
print(f"{len(sent)} sent, {len(doubt)} in doubt, {len(rows)} fetched")
sys.exit(bool(wrong))
