#!/usr/bin/env bash
# rules backtest over a home whose claims the simulated payer has decided: what a rule would have caught, its false
# alarms and the dollars of both agree, to the cent, with the payer's own truth file.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset SCRUBJAY_HOME
day=2026-04-16 home=$work/home
"$SCRUBJAY" init "$home" >/dev/null
sed -i 's/settle="[0-9]*"/settle="0"/' "$home/scrubjay.xml"
"$SCRUBJAY" simulate --claims 200 --seed 4 --as-of $day --out "$home/in/batch.837"
cp "$home/in/batch.837" "$work/batch.837"
"$SCRUBJAY" run -C "$home" --as-of $day >/dev/null
"$SCRUBJAY" simulate "$home"/partners/clearinghouse/outbox/*.x12 --seed 5 \
    --mix contractual=50,denied=20,partly_denied=15,silent=15 --truth "$work/truth.json" \
    --out "$home/partners/clearinghouse/inbox" >/dev/null
"$SCRUBJAY" run -C "$home" --as-of 2026-06-20 >/dev/null

cat >"$work/pack.xml" <<'XML'
<pack id="TRY" title="Tried on the past" version="1" claims="professional" source="made up">
  <rule id="visit" title="Office visit of level 3 or 4" severity="hold" scope="line">
    <when>line.procedure in ('99213', '99214')</when>
    <message>{line.procedure}</message><effect>e</effect><fix>f</fix>
    <example trips="yes">line 99213</example><example trips="no">line 99215</example>
  </rule>
  <rule id="blood" title="Blood drawn" severity="hold" scope="line">
    <when>line.procedure = '36415'</when>
    <message>{line.procedure}</message><effect>e</effect><fix>f</fix>
    <example trips="yes">line 36415</example><example trips="no">line 99215</example>
  </rule>
</pack>
XML
"$SCRUBJAY" rules backtest -C "$home" "$work/pack.xml" --since 2026-01-01 --json >"$work/out.json"
"$SCRUBJAY" rules backtest -C "$home" "$work/pack.xml" --since 2026-01-01 >"$work/out.txt"

python3 - "$work" <<'PYTHON'
import json, re, sys
from decimal import Decimal
work = sys.argv[1]
truth = {c["account"]: c for c in json.load(open(work + "/truth.json"))["claims"]}
claims = {}
for block in re.split(r"(?m)^(?=CLM\*)", open(work + "/batch.837").read())[1:]:
    account, charge = re.match(r"CLM\*([^*]*)\*([^*~]*)", block).groups()
    block = re.split(r"(?m)^(?:HL|SE)\*", block)[0]
    claims[account] = Decimal(charge), set(re.findall(r"(?m)^SV1\*HC:(\w+)", block))
assert len(claims) == 200 and set(truth) == set(claims)

def tally(trips):
    t = {"claims": 0, "caught": 0, "caught_dollars": Decimal(0), "false_alarms": 0, "false_dollars": Decimal(0), "open": 0}
    for account, (charge, codes) in claims.items():
        if not trips(codes):
            continue
        t["claims"] += 1
        fate = truth[account]["fate"]
        if fate in ("denied", "partly_denied"):
            t["caught"] += 1
            t["caught_dollars"] += charge if fate == "denied" else sum(Decimal(d["amount"]) for d in truth[account]["denied"])
        elif fate == "contractual":
            t["false_alarms"] += 1
            t["false_dollars"] += charge
        else:
            assert fate == "silent", fate
            t["open"] += 1
    return t

out = json.load(open(work + "/out.json"))
rules = {r["rule"]: r for r in out["rules"]}
rules[None] = out["all"]
wanted = {"TRY:visit": lambda codes: codes & {"99213", "99214"}, "TRY:blood": lambda codes: "36415" in codes,
          None: lambda codes: codes & {"99213", "99214", "36415"}}
assert set(rules) == set(wanted), rules
for name, trips in wanted.items():
    want = tally(trips)
    assert want["caught"] > 3 and want["false_alarms"] > 3 and want["open"] > 0, want
    found = {k: Decimal(rules[name][k]) if "dollars" in k else rules[name][k] for k in want}
    assert found == want, f"{name}: wanted {want}, found {found}"
lost = tally(lambda codes: True)
assert (out["claims"], out["lost"], Decimal(out["lost_dollars"])) == (200, lost["caught"], lost["caught_dollars"]), out
text = open(work + "/out.txt").read()
assert f"{lost['caught']} were denied, paid in part or rejected (${lost['caught_dollars']:,.2f})" in text, text
PYTHON
