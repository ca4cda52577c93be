#!/usr/bin/env bash
# scrubjay backup and restore: a home comes back as it was; what cannot be known afterwards is not sent again.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset SCRUBJAY_HOME
cd "$work"

. "$SOURCE/tests/cli/lib.bash"
day="--as-of 2026-05-04"

expect 0 init home
sed -i 's/settle="10"/settle="0"/' home/scrubjay.xml
cp "$SOURCE/testdata/sample/batch.837" home/in/batch.837
expect 1 run -C home $day
holds out "13 claims: 8 ready, 5 held"
touch "home/in/.left alone" "home/reports/two
lines" 'home/reports/back\slash'

# Whole, private, and checked by sha256sum as well.
expect 0 backup -C home kept
first=$(head -1 out)
[ -d "$first" ] || fail "no backup at $first"
[ "$(stat -c %a "$first")" = 700 ] || fail "others may look into the backup"
[ -z "$(find "$first" -type f ! -perm 600)" ] || fail "others may read the backup's files"
(cd "$first" && sha256sum --quiet -c SHA256SUMS) || fail "sha256sum finds other bytes"
expect 0 backup --verify "$first"
holds out "all as they were saved"
[ -z "$(find kept -name '*.part')" ] || fail "a half backup was left"

# Nothing was sent since: the same claims, states, bytes.
expect 0 restore --nothing-sent "$first" again
for f in $(cd home && find . -type f ! -name 'scrubjay.db*' ! -name .lock ! -name .pass ! -path './reports/*' ! -name '.left*'); do
    cmp -s "home/$f" "again/$f" || fail "$f came back otherwise"
done
cmp "home/reports/back\\slash" "again/reports/back\\slash"
expect 0 claims -C home
cp out before
expect 0 claims -C again
cmp before out || fail "the claims came back otherwise"
expect 0 run -C again $day
holds out "nothing to do"
expect 0 audit -C again report
holds out "restore"

# Another backup shares the archive's files with the first; --keep takes the oldest away.
expect 0 claim -C home DEMO-1007 --release --reason "payer agreed"
expect 0 backup -C home kept
holds out "shared with the backup before"
second=$(head -1 out)
[ "$(find "$second/archive" -type f -links 2 | wc -l)" -eq "$(find "$second/archive" -type f | wc -l)" ] || fail "the archive was copied"
expect 0 backup -C home kept --keep 2 --json
python3 -c 'import json; b = json.load(open("out")); assert b["files"] > 5 and b["faults"] == 0, b'
[ ! -e "$first" ] && [ -d "$second" ] || fail "--keep kept others"
expect 0 backup --verify "$second"

# A claim that waited when the backup was made may have gone out since: it is held, and its number is not used again.
expect 0 restore "$second" third
holds out "1 claim waited to be sent and may have gone out after the backup"
expect 0 run -C third $day
holds out "nothing to do"
expect 0 claim -C third DEMO-1007
holds out "may have gone out after the backup"
expect 0 claim -C third DEMO-1007 --release --reason "the clearinghouse does not have it"
expect 0 run -C third $day
ls third/partners/clearinghouse/outbox | grep -q '_000001002.x12$' || fail "$(ls third/partners/clearinghouse/outbox)"

# Damage of any kind is found, and nothing appears.
for damage in 'printf x >>"$b/scrubjay.xml"' 'rm "$b/scrubjay.key"' 'rm "$b/SHA256SUMS"' \
    'ln -sf /etc/passwd "$b/scrubjay.key"' 'sed -i "s|  scrubjay.key|  ../scrubjay.key|" "$b/SHA256SUMS"' \
    'sed -i "1s/^./Z/" "$b/SHA256SUMS"' 'truncate -s -9 "$b/SHA256SUMS"'; do
    rm -rf b && cp -a "$second" b
    b=b eval "$damage"
    code=0
    "$SCRUBJAY" backup --verify b >out 2>err || code=$?
    [ "$code" -eq 1 ] || [ "$code" -eq 3 ] || fail "verify exits $code: $damage"
    expect 3 restore b damaged
    [ ! -e damaged ] && [ ! -e damaged.part ] || fail "something appeared: $damage"
done
rm -rf b && cp -a "$second" b && touch b/stranger
expect 1 backup --verify b
holds out "stranger is not in the list"

# What was saved whole but does not open makes no home either: it could not be made safe to go on with.
rm -rf b && cp -a "$second" b && chmod u+w b/scrubjay.xml && echo "<scrubjay/>" >b/scrubjay.xml
sum=$(sha256sum <b/scrubjay.xml | cut -c1-64)
sed -i "s|^[0-9a-f]*  scrubjay.xml$|$sum  scrubjay.xml|" b/SHA256SUMS
expect 0 backup --verify b
expect 7 restore b unfit
[ ! -e unfit ] && [ ! -e unfit.part ] || fail "an unfit home appeared"

# Refused: over a home that is there, into the home itself, a folder that cannot be made.
expect 2 restore "$second" home
expect 2 backup -C home home/backups
holds err "inside the home"
touch file
expect 3 backup -C home file
expect 2 backup -C home
expect 2 restore "$second"
