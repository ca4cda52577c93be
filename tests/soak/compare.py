"""Do both sides of a soak tell the same? compare.py HOME FOLDER: ends with 1 and says what differs, else prints sums."""
import collections
import hashlib
import os
import sqlite3
import sys

home, root = sys.argv[1:3]
wrong = []
store = sqlite3.connect(os.path.join(home, "scrubjay.db"))


def lines(name):
    with open(os.path.join(root, name)) as file:
        return [line.rstrip("\n").split("\t") for line in file]


# What we sent, and what they got: to the file, to the claim, to the cent.
batches = {(partner, name): (digest.hex(), claims, charge, state) for partner, name, digest, claims, charge, state in
           store.execute("SELECT partner, name, sha256, claims, charge, state FROM batch")}
got = collections.Counter()
for partner, name, digest, claims, cents, whole in lines("ledger.tsv"):
    key = (partner, name)
    got[key] += 1
    if key not in batches:
        wrong.append(f"{partner} got {name}, which is no batch")
    elif batches[key][:3] != (digest, int(claims), int(cents)) or whole != "1":
        wrong.append(f"{partner} got {name} otherwise than it was written")
doubts = 0
for key, (_, _, _, state) in batches.items():
    doubts += state == "in_doubt"
    if got[key] > 1:
        wrong.append(f"{key} was delivered {got[key]} times")
    if state == "sent" and got[key] != 1:
        wrong.append(f"{key} counts as sent, and the partner has it not")
    if state not in ("sent", "in_doubt"):
        wrong.append(f"{key} is still {state}")
    if state == "in_doubt" and got[key] != 1:
        wrong.append(f"{key} is in doubt, and the partner never had it")
claims = store.execute("SELECT COUNT(*), COUNT(DISTINCT submission) FROM batch_claim").fetchone()
if claims[0] != claims[1]:
    wrong.append("a claim stands in two batches")

# What they offered, and what came.
came = collections.Counter()
for partner in "abc":
    for folder in ("inbox",):
        path = os.path.join(home, "partners", partner, folder)
        for name in os.listdir(path):
            if name.startswith("."):
                continue
            with open(os.path.join(path, name), "rb") as file:
                came[(partner, hashlib.sha256(file.read()).hexdigest())] += 1
for digest, partner in store.execute("SELECT sha256, partner FROM file WHERE partner IS NOT NULL"):
    came[(partner, digest.hex())] += 1
offered = collections.Counter((partner, digest) for partner, _, digest in lines("offered.tsv"))
if came != offered:
    wrong.append(f"{sum(offered.values())} files were offered, {sum(came.values())} came; "
                 f"{sum((offered - came).values())} lacking, {sum((came - offered).values())} too many")
for partner in "abc":
    for folder in ("outbox", "inbox"):
        left = [n for n in os.listdir(os.path.join(home, "partners", partner, folder)) if folder == "outbox"]
        if left:
            wrong.append(f"{partner}/{folder}: {left[:3]} left")

for line in wrong:
    print(line, file=sys.stderr)
total = sum(b[1] for b in batches.values()), sum(b[2] for b in batches.values())
print(f"{len(batches)} batches ({total[0]} claims, ${total[1] / 100:.2f}) out, {doubts} of them in doubt; "
      f"{sum(came.values())} files in")
sys.exit(bool(wrong))
