"""The other side of a soak: three partners who take what they see and give answers, at any moment.

partner.py FOLDER SEED FILES: FOLDER/{a,b,c}/{in,out,taken}. Until FOLDER/stop is there: takes away files that lie under
their own names in in/ (sometimes at once, sometimes late), notes each in FOLDER/ledger.tsv (partner, name, SHA-256,
claims, cents), and puts FILES answers into out/ (under a temporary name, then renamed), noted in FOLDER/offered.tsv."""
import hashlib
import os
import random
import re
import sys
import time

root, seed, wanted = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
dice = random.Random(seed)
CLM = re.compile(rb"CLM\*([^*~]*)\*([0-9.]+)\*")
ledger = open(os.path.join(root, "ledger.tsv"), "a")
offered = open(os.path.join(root, "offered.tsv"), "a")
given = 0


def take(partner, name):
    path = os.path.join(root, partner, "in", name)
    to = os.path.join(root, partner, "taken", f"{name}.{time.time_ns()}")
    os.rename(path, to)
    with open(to, "rb") as file:
        data = file.read()
    claims = CLM.findall(data)
    cents = sum(round(float(charge) * 100) for _, charge in claims)
    whole = data.rstrip().endswith(b"~") and b"IEA*" in data[-40:]
    print(partner, name, hashlib.sha256(data).hexdigest(), len(claims), cents, int(whole), sep="\t", file=ledger, flush=True)


def give(partner, n):
    data = f"Report {n} of partner {partner}\n".encode() * dice.choice([1, 5, 400])
    name = f"report {n:05d}.txt"
    temporary = os.path.join(root, partner, "out", f".{name}.part")
    with open(temporary, "wb") as file:
        file.write(data)
    os.rename(temporary, os.path.join(root, partner, "out", name))
    print(partner, name, hashlib.sha256(data).hexdigest(), sep="\t", file=offered, flush=True)


while not os.path.exists(os.path.join(root, "stop")):
    for partner in "abc":
        for name in os.listdir(os.path.join(root, partner, "in")):
            if not name.endswith(".tmp") and not name.startswith(".") and dice.random() < 0.3:
                take(partner, name)
    if given < wanted:
        given += 1
        give(dice.choice("abc"), given)
    time.sleep(0.02 + dice.random() * 0.05)
for partner in "abc":
    for name in sorted(os.listdir(os.path.join(root, partner, "in"))):
        if not name.endswith(".tmp"):
            take(partner, name)
