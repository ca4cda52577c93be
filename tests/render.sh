#!/usr/bin/env bash
# Renders every report of a made-up practice in a real browser, for people to look at: once a release.
#
#   bash tests/render.sh [FOLDER]       PNG of each page (screen, and a narrow one), PDF as it prints; FOLDER is build/render
#
# Needs chromium (apt-get install chromium) and SCRUBJAY, or a program in build/.
set -euo pipefail
cd "$(dirname "$0")/.."
export TZ=UTC
program=${SCRUBJAY:-build/scrubjay}
out=${1:-build/render}
command -v chromium >/dev/null || { echo "render.sh: chromium is not there: apt-get install chromium" >&2; exit 1; }
[ -x "$program" ] || { echo "render.sh: there is no program at $program; set SCRUBJAY" >&2; exit 1; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
home=$work/home inbox=$work/home/partners/clearinghouse/inbox
"$program" init "$home" >/dev/null
sed -i 's/settle="[0-9]*"/settle="0"/' "$home/scrubjay.xml"
pass() { "$program" run -C "$home" --as-of "$1" >/dev/null || [ $? -eq 1 ]; }
seed=0
for day in 2026-02-02 2026-03-02 2026-03-30 2026-04-27; do
    seed=$((seed + 1))
    "$program" simulate --claims 120 --seed $seed --as-of $day --out "$home/in/batch$seed.837"
    pass $day
    mkdir "$work/sent$seed"
    mv "$home"/partners/clearinghouse/outbox/* "$work/sent$seed/"
    "$program" simulate "$work/sent$seed"/* --seed $seed --out "$inbox" --mix \
        contractual=43,deductible=10,partly_denied=12,denied=12,hidden_denial=6,rejected=5,takeback=4,silent=6,duplicate=2 >/dev/null
    while [ -n "$(ls "$inbox")" ]; do pass $day; done
done

mkdir -p "$out"
browser() { chromium --headless --no-sandbox --disable-gpu --hide-scrollbars "$@" >/dev/null 2>&1; }
for report in nightly weekly aging kpi payer denials patterns bank; do
    "$program" report "$report" -C "$home" --as-of 2026-05-30 --since 2026-01-01 --out "$work/reports" --format html >/dev/null
    page=file://$work/reports/$report-2026-05-30.html
    browser --window-size=1280,3200 --screenshot="$out/$report.png" "$page"
    browser --window-size=480,2000 --screenshot="$out/$report-narrow.png" "$page"
    browser --no-pdf-header-footer --print-to-pdf="$out/$report.pdf" "$page"
    echo "$out/$report.png $out/$report-narrow.png $out/$report.pdf"
done
