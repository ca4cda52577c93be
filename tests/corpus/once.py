"""What our answers say, they say once, within the limits of their guides: in the 999 each segment error and each context
one time, at most nine triggers and one business unit behind an IK3, ten triggers behind an IK4; in the 277CA each status of
a claim one time, and counts and charges of its levels that agree. Argument: the folder of answers."""
import pathlib
import sys
from decimal import Decimal

wrong = []
seen = {"IK3": 0, "IK4": 0, "CTX": 0, "batches": 0, "claims": 0}


def segments(path):
    return [s.strip().split("*") for s in path.read_text().split("~") if s.strip()]


def check_999(path):
    errors, contexts, holder = set(), [], None
    for e in segments(path) + [["AK2"]]:
        if e[0] in ("IK3", "IK4", "IK5", "AK2"):
            triggers = [c for c in contexts if c[1] == "SITUATIONAL TRIGGER"]
            most = 9 if holder == "IK3" else 10
            if len(triggers) > most or len(contexts) - len(triggers) > (holder == "IK3"):
                wrong.append(f"{path.name}: {len(contexts)} contexts behind an {holder}")
            if len({tuple(c) for c in contexts}) < len(contexts):
                wrong.append(f"{path.name}: a context twice")
            contexts, holder = [], e[0]
        if e[0] == "AK2":
            errors, last = set(), None
        elif e[0] == "CTX":
            contexts.append(e)
            seen["CTX"] += 1
        elif e[0] in ("IK3", "IK4"):
            key = tuple(e) if e[0] == "IK3" else (last, tuple(e))
            last = key if e[0] == "IK3" else last
            if key in errors:
                wrong.append(f"{path.name}: {'*'.join(e)} twice")
            errors.add(key)
            seen[e[0]] += 1


def balance(path, level, claims):
    """STC04 against AMT, and where claims are listed, these against QTY and AMT."""
    amounts = level["AMT"].get("YU", Decimal(0)), level["AMT"].get("YY", Decimal(0))
    if sum(amounts) != level["charge"]:
        wrong.append(f"{path.name}: charges {level['charge']} are not {amounts}")
    counts = [level["QTY"].get(q, 0) for q in level["names"]]
    if claims and counts != [sum(c[0] for c in claims), sum(not c[0] for c in claims)]:
        wrong.append(f"{path.name}: counts {counts} of {claims}")
    if claims and amounts != tuple(sum((c[1] for c in claims if c[0] == a), Decimal(0)) for a in (True, False)):
        wrong.append(f"{path.name}: amounts {amounts} of {claims}")


def check_277ca(path):
    levels, claims, statuses = [], [], None
    for e in segments(path) + [["ST"]]:
        if e[0] == "ST" or (e[0] == "HL" and e[3] == "19"):
            if levels and levels[-1]["names"][0] == "QA":
                balance(path, levels[-1], claims)
                levels[0]["sums"] += [sum(levels[-1]["QTY"].values())]
                claims = []
        if e[0] == "ST":
            if levels:
                balance(path, levels[0], [])
                if levels[0]["sums"] and sum(levels[0]["QTY"].values()) != sum(levels[0]["sums"]):
                    wrong.append(f"{path.name}: the providers' claims do not make the batch's")
                seen["batches"] += 1
            levels = []
        elif e[0] == "HL" and e[3] in ("21", "19"):
            names = ("90", "AA") if e[3] == "21" else ("QA", "QC")
            levels.append({"names": names, "QTY": {}, "AMT": {}, "charge": Decimal(0), "sums": []})
            statuses = None
        elif e[0] == "HL" and e[3] == "PT":
            statuses = set()
        elif e[0] == "SVC":
            statuses = set()
        elif e[0] in ("QTY", "AMT"):
            levels[-1][e[0]][e[1]] = int(e[2]) if e[0] == "QTY" else Decimal(e[2])
        elif e[0] == "STC" and statuses is None:
            levels[-1]["charge"] = Decimal(e[4])
        elif e[0] == "STC":
            codes = [c for c in [e[1]] + e[10:12] if c]
            if len(set(codes)) < len(codes) or statuses & set(codes):
                wrong.append(f"{path.name}: a status twice: {codes}")
            if len(e) > 4 and e[4] and not statuses:
                claims.append((e[3] == "WQ", Decimal(e[4])))
                seen["claims"] += 1
            statuses |= set(codes)


folder = pathlib.Path(sys.argv[1])
for answer in sorted(folder.glob("*.999")):
    check_999(answer)
for answer in sorted(folder.glob("*.277ca")):
    check_277ca(answer)
print(", ".join(f"{n} {what}" for what, n in seen.items()) + ": each once, within the limits, balanced")
print("\n".join(wrong[:20]))
sys.exit(bool(wrong) or min(seen.values()) < 10)
