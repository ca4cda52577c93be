#!/usr/bin/env python3
"""The 835s of the corpus, reckoned by themselves: remits.py copy CORPUS INBOX | compare CORPUS REMITS LEDGER.

A set balances when BPR02 = sum of CLP04 - sum of PLB amounts. Nothing here is shared with the program."""
import csv
import json
import pathlib
import shutil
import sys
from decimal import Decimal, InvalidOperation


def samples(corpus):
    with open(corpus / "MANIFEST.tsv") as f:
        for row in csv.DictReader(f, delimiter="\t"):
            if row["transaction"] == "835":
                yield row


def name_of(path):
    return path.replace("/", "__")


def sets_of(path):
    """Each ST of a file: its segments as lists of elements; None when there is no fixed-width ISA."""
    text = path.read_bytes().decode("latin-1")
    at = text.find("ISA")
    if at < 0:
        return None
    element, end = text[at + 3], text[at + 105 : at + 106]
    out = []
    for raw in text[at:].split(end):
        segment = raw.strip("\r\n").split(element)
        if segment[0] == "ST":
            out.append([])
        if out and segment[0]:
            out[-1].append(segment)
        if segment[0] in ("GE", "IEA", "SE") and out:
            out.append([])
    return [s for s in out if s and s[0][0] == "ST"]


def amount(segment, n):
    try:
        return Decimal(segment[n]) if len(segment) > n and segment[n] else Decimal(0)
    except InvalidOperation:
        return None


def equation(segments):
    """BPR's place in the set, and what is left over; None when an amount is none."""
    place, left = 0, Decimal(0)
    for i, s in enumerate(segments, 1):
        parts = []
        if s[0] == "BPR":
            place = i
            paid = amount(s, 2)
            parts = [None if paid is None else -paid if len(s) > 3 and s[3] == "D" else paid]
        elif s[0] == "CLP":
            paid = amount(s, 4)
            parts = [None if paid is None else -paid]
        elif s[0] == "PLB":
            parts = [amount(s, n) for n in range(4, len(s), 2)]
        if None in parts:
            return place, None
        left += sum(parts)
    return place, left


def compare(corpus, remits, ledger):
    by_file = {}
    for r in remits:
        by_file.setdefault(r["file"], []).append(r)
    wrong, posted, refused = [], 0, 0
    for row in samples(corpus):
        found, sets = by_file.get(name_of(row["path"]), []), sets_of(corpus / row["path"])
        for i, segments in enumerate(sets or []):
            if i >= len(found):
                if row["expect"] == "accept":
                    wrong.append(f"{row['path']}: set {i + 1} is not there")
                continue
            r = found[i]
            place, left = equation(segments)
            if r["state"] in ("posted", "duplicate"):
                posted += 1
                if left != 0 or Decimal(r["residual"]) != 0:
                    wrong.append(f"{row['path']}: posted, {left} left over")
                continue
            refused += 1
            if r["reason"] == "BL-0204" and (Decimal(r["residual"]) != left or r["reason_segment"] != place):
                wrong.append(f"{row['path']}: {r['residual']} at {r['reason_segment']}, not {left} at {place}")
            if left == 0 and row["expect"] == "accept":
                wrong.append(f"{row['path']}: balances and is refused ({r['reason']})")
            if not r["reason"]:
                wrong.append(f"{row['path']}: refused without a reason")
    clearing = sum(Decimal(b["balance"]) for b in ledger if b["account"] == "remittance")
    bank = sum(Decimal(b["balance"]) for b in ledger if b["account"] == "bank")
    told = sum(Decimal(r["amount"]) for r in remits if r["state"] == "posted")
    if clearing != 0 or bank != told or sum(Decimal(b["balance"]) for b in ledger) != 0:
        wrong.append(f"the books: {clearing} in clearing, {bank} in the bank, {told} posted")
    print(f"{posted} sets posted or posted before, {refused} refused, {bank} to the bank")
    for line in wrong:
        print("WRONG:", line)
    return 1 if wrong or not posted or not refused else 0


def main():
    corpus = pathlib.Path(sys.argv[2])
    if sys.argv[1] == "copy":
        for row in samples(corpus):
            shutil.copyfile(corpus / row["path"], pathlib.Path(sys.argv[3]) / name_of(row["path"]))
        return 0
    return compare(corpus, json.load(open(sys.argv[3]))["remits"], json.load(open(sys.argv[4]))["balances"])


sys.exit(main())
