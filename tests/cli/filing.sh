#!/usr/bin/env bash
# check: how long a payer takes claims is read from the home's scrubjay.xml; Medicare's year is known without one.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset SCRUBJAY_HOME
home=$work/home
fail() {
    echo "FAILED: $*"
    exit 1
}
# A claim of 04/10/2026 (the sample's first one), sent on a day.
found() { "$SCRUBJAY" check "$@" --jsonl "$SOURCE/testdata/edits/base.837" 2>&1 | grep -o '"id":"ED-02[0-9]*"' | sort -u | tr -d '\n' || true; }
"$SCRUBJAY" init "$home" >/dev/null
[ -z "$(found -C "$home" --as-of 2026-08-01)" ] || fail "nobody told a limit, and it is not a year"
sed -i 's|<partner name|<payers><payer id="99999" filing-days="60"/></payers>\n  <partner name|' "$home/scrubjay.xml"
[ "$(found -C "$home" --as-of 2026-08-01)" = '"id":"ED-0224"' ] || fail "60 days have passed: $(found -C "$home" --as-of 2026-08-01)"
[ "$(found -C "$home" --as-of 2026-07-10)" = '"id":"ED-0226"' ] || fail "three days are left"
[ -z "$(found -C "$home" --as-of 2026-06-10)" ] || fail "a month is left"
"$SCRUBJAY" check -C "$home" --as-of 2026-08-01 "$SOURCE/testdata/edits/base.837" >"$work/out" || true
grep -q 'limit of 60 days\|60 days' "$work/out" || { grep -A3 ED-0224 "$work/out"; fail "the limit is not named"; }
# Medicare: a year from the service.
sed 's/\*CI~/*MB~/; s/MI\*W123456789/MI*1EG4TE5MK73/' "$SOURCE/testdata/edits/base.837" >"$work/medicare.837"
"$SCRUBJAY" check --as-of 2027-06-01 --jsonl "$work/medicare.837" >"$work/out" || true
grep -q '"id":"ED-0224"' "$work/out" || fail "Medicare's year has passed"
"$SCRUBJAY" check --as-of 2027-03-01 --jsonl "$work/medicare.837" >"$work/out" || true
! grep -q '"id":"ED-0224"' "$work/out" || fail "Medicare's year has not passed"
