#!/usr/bin/env bash
# From a fresh Debian 12 machine to a first denial report: installs what is missing, builds a release, makes a
# demo practice under build/demo and sends the sample batch through the whole loop. The simulated payer
# answers. Run it again at will: the demo begins anew each time and comes out the same.
#
# With SCRUBJAY set to a program that is built already, that one is used; SJ_DEMO names another folder.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf '\n%s\n' "$*"; }

if [ -z "${SCRUBJAY:-}" ]; then
    say "1. Installing what is missing, and building (a minute or two the first time)"
    bash engine/packages.sh build
    bash engine/release.sh build/release
    SCRUBJAY=build/release/scrubjay
fi
"$SCRUBJAY" --version

demo=${SJ_DEMO:-build/demo}
partner=$demo/partners/clearinghouse
sent_on=2026-05-04
answered_on=2026-06-15

# Exit 1 says that there is something to fix, which is what the demo is about.
scrubjay() {
    local code=0
    "$SCRUBJAY" "$@" || code=$?
    [ "$code" -le 1 ] || exit "$code"
}

say "2. A demo practice in $demo; thirteen claims arrive in its folder in/"
rm -rf "$demo"
scrubjay init "$demo" >/dev/null
sed -i 's/settle="[0-9]*"/settle="0"/' "$demo/scrubjay.xml" # the batch is whole: do not wait for more
cp testdata/sample/batch.837 "$demo/in/"

say "3. scrubjay run reads and checks them, holds what is wrong, sends the rest"
scrubjay run -C "$demo" --as-of "$sent_on"

say "4. The simulated clearinghouse takes the batch away and answers"
mkdir "$demo/clearinghouse"
mv "$partner"/outbox/* "$demo/clearinghouse/"
fates=contractual=20,deductible=10,partly_denied=20,denied=10,hidden_denial=10,rejected=10,takeback=10,silent=10
scrubjay simulate "$demo"/clearinghouse/* --seed 5 --mix "$fates" --truth "$demo/truth.json" --out "$partner/inbox" |
    sed 's/.*_\(.*\)_.*/\1/' | sort | uniq -c |
    awk '{ printf("%s %s %s", NR > 1 ? "," : "answers:", $1, $2) } END { print "" }'

say "5. scrubjay run reads the answers, posts the remittances, finds the denials"
for _ in 1 2 3; do
    scrubjay run -C "$demo" --as-of "$answered_on"
    [ -n "$(ls "$partner/inbox")" ] || break
done

say "What became of each claim:"
scrubjay claims -C "$demo"

say "What was denied, and what to do:"
scrubjay denials -C "$demo" --as-of "$answered_on"

say "The nightly denial report:"
scrubjay report nightly -C "$demo" --as-of "$answered_on"

say "See also:
$SCRUBJAY check --as-of $sent_on testdata/sample/batch.837
$SCRUBJAY claim DEMO-1004 -C $demo"
