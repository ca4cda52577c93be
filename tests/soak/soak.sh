#!/usr/bin/env bash
# A practice and three partners (sftp by libcurl, sftp by libssh, https) for a minute: claims go out, files come in, the
# lines break at random places, the program is killed at random system calls and moments, partners take files away at
# any time. At the end, after plain passes, both sides' ledgers agree: to the file, the claim and the cent. And no
# patient's name or number stands in a log, a message or a file's name.
# SJ_SOAK_SEED, SJ_SOAK_FILES (each way; 500 is the long one), SJ_SOAK_SECONDS (at the least; it goes on until all files
# are given, three times as long at the most).
set -euo pipefail
work=$(mktemp -d)
. "$SOURCE/tests/tools/sshd.bash"
. "$SOURCE/tests/tools/webdav.bash"
. "$SOURCE/tests/tools/partners.bash"
export LSAN_OPTIONS="suppressions=$SOURCE/tests/tools/lsan.supp:print_suppressions=0"
seed=${SJ_SOAK_SEED:-$((RANDOM * 32768 + RANDOM))} files=${SJ_SOAK_FILES:-60} seconds=${SJ_SOAK_SECONDS:-60}
echo "seed $seed: SJ_SOAK_SEED=$seed repeats its choices"
PROXIES=""
finish() {
    touch "$work/theirs/stop" 2>/dev/null || true
    for pid in $PROXIES ${PARTNER_PID:-}; do kill "$pid" 2>/dev/null || true; done
    sshd_stop a; sshd_stop b; webdav_stop c
    [ -n "${KEEP:-}" ] && echo "$work" || rm -rf "$work"
}
trap finish EXIT
fail() { echo "soak (seed $seed): $*" >&2; exit 1; }
RANDOM=$((seed % 32768))

sshd_keys "$work/keys"
sshd_start a "$work/keys" "ed25519 ecdsa"
sshd_start b "$work/keys" rsa
webdav_certificate
for p in a b c; do mkdir -p "$work/theirs/$p"/{in,out,taken}; done
webdav_start c "$work/theirs/c"

proxy() { # NAME SERVER-PORT: a line that breaks by chance; sets PROXY_NAME
    sleep 86400 >"$work/$1.hold" & # keeps its standard input open
    PROXIES="$PROXIES $!"
    mkfifo "$work/$1.in"
    "$BUILD/tests/fault_proxy" "$2" "$work/$1.proxy" seed=$((seed + $2)) chance=35 within=9000 <"$work/$1.in" >"$work/$1.cuts" 2>/dev/null &
    PROXIES="$PROXIES $!"
    case $1 in a) exec 5>"$work/$1.in" ;; b) exec 6>"$work/$1.in" ;; c) exec 7>"$work/$1.in" ;; esac
    for i in $(seq 100); do [ -s "$work/$1.proxy" ] && break; sleep 0.05; done
    eval "PROXY_$1=$(cat "$work/$1.proxy")"
}
proxy a "$PORT_a"; proxy b "$PORT_b"; proxy c "$PORT_c"

home_begin
cp "$work/keys/user_ed25519" "$work/keys/user_rsa" "$work/tls.crt" "$work/home/keys/"
(umask 077 && echo "let me in" >"$work/home/keys/password")
{ sshd_known a "$work/keys" "ed25519 ecdsa" | sed "s/:$PORT_a/:$PROXY_a/"; sshd_known b "$work/keys" rsa | sed "s/:$PORT_b/:$PROXY_b/"; } >"$work/home/keys/known"
common="attempts='3' wait='20' stall='5' rest='0'"
ssh="host='127.0.0.1' user='$SSH_USER' known-hosts='keys/known' $common"
home_partner a sftp "claims-per-file='2'" "$ssh port='$PROXY_a' key-file='keys/user_ed25519'" "out='$work/theirs/a/in' in='$work/theirs/a/out' after='delete'"
home_partner b sftp "claims-per-file='2'" "$ssh port='$PROXY_b' key-file='keys/user_rsa'" "out='$work/theirs/b/in' in='$work/theirs/b/out' after='delete'" "<route payer='90001'/>"
home_partner c https "claims-per-file='2'" "host='localhost' port='$PROXY_c' user='office' password-file='keys/password' ca-file='keys/tls.crt' $common" \
    "out='/in' in='/out' after='delete'" "<route payer='90002'/>"
home_end
# What comes is counted, not read: it is no X12, and would go to error/.
python3 "$SOURCE/tests/soak/partner.py" "$work/theirs" "$seed" "$files" &
PARTNER_PID=$!

pass=("$SCRUBJAY" run -C "$work/home" --as-of 2026-05-04 --log "$work/run.log" --metrics "$work/figures.prom")
batches=$((files / 4)) # of claims, of which each becomes four or more files that go out
given=0 kills=0 passes=0
end=$((SECONDS + seconds))
while [ $SECONDS -lt $end ] || { [ $given -lt $batches ] && [ $SECONDS -lt $((end + 2 * seconds)) ]; }; do
    for i in $(seq $((1 + batches / 30))); do
        [ $given -lt $batches ] || break
        given=$((given + 1)) # eight claims that go out, five that are held
        sed "s/DEMO-10/S$given-10/g; s/000000001/$(printf %09d $given)/g; s/\(NM1\*IL.*\*MI\*\)/\1$given/" "$SOURCE/testdata/sample/batch.837" >"$work/home/in/$given.837"
    done
    code=0
    case $((RANDOM % 4)) in
    0) { "$BUILD/tests/stop_at" $((RANDOM % 1500 + 1)) "${pass[@]}" >"$work/out" 2>&1 || code=$?; } 2>/dev/null ;;
    1) { timeout -s KILL "0.$((RANDOM % 900 + 100))" "${pass[@]}" >"$work/out" 2>&1 || code=$?; } 2>/dev/null ;;
    *) "${pass[@]}" >"$work/out" 2>&1 || code=$? ;;
    esac
    cat "$work/out" >>"$work/all.out"
    passes=$((passes + 1))
    case $code in 137) kills=$((kills + 1)) ;; 0 | 1 | 4 | 5) ;; *) cat "$work/out"; fail "a pass ended with $code" ;; esac
done

for fd in 5 6 7; do echo seed=0 >&$fd; done # quiet lines
sleep 0.2
touch "$work/theirs/stop"
wait $PARTNER_PID
for i in 1 2 3 4 5; do
    code=0
    "${pass[@]}" >"$work/out" 2>&1 || code=$?
    cat "$work/out" >>"$work/all.out"
    case $code in 0 | 1 | 4) break ;; esac
done
for p in a b c; do # what came in the last passes is taken, too
    for file in "$work/theirs/$p"/in/*; do
        [ -e "$file" ] || continue
        python3 - "$work/theirs" $p "$(basename "$file")" <<'PY'
import hashlib, re, sys
root, partner, name = sys.argv[1:4]
data = open(f"{root}/{partner}/in/{name}", "rb").read()
claims = re.findall(rb"CLM\*([^*~]*)\*([0-9.]+)\*", data)
cents = sum(round(float(c) * 100) for _, c in claims)
print(partner, name, hashlib.sha256(data).hexdigest(), len(claims), cents, int(b"IEA*" in data[-40:]), sep="\t", file=open(f"{root}/ledger.tsv", "a"))
PY
    done
done
cuts=$(cat "$work"/?.cuts | grep -c cut || true)
python3 "$SOURCE/tests/soak/compare.py" "$work/home" "$work/theirs" || { cat "$work/out"; fail "the ledgers differ"; }
[ $given -eq $batches ] || fail "only $given of $batches batches were given in $seconds seconds"
# Names and numbers of the patients, as the batches have them; an account is no patient's number, and no log has it.
tr '~' '\n' <"$SOURCE/testdata/sample/batch.837" | grep -E '^NM1\*(IL|QC)' | cut -d'*' -f4,5 | tr '*' '\n' | grep -E '.{4}' | sort -u >"$work/patients"
[ "$(wc -l <"$work/patients")" -gt 10 ] || fail "no names to look for"
find "$work/home" "$work/theirs" >"$work/names"
for place in run.log figures.prom all.out names; do
    ! grep -iwFf "$work/patients" "$work/$place" >"$work/told" || { head -3 "$work/told"; fail "a patient's name in $place"; }
done
! grep -qE 'S[0-9]+-10[0-9][0-9]' "$work/run.log" "$work/figures.prom" || fail "an account number in the log"
[ $((cuts + kills)) -gt 5 ] || fail "only $cuts cuts and $kills kills: the test has no teeth"
echo "seed $seed: $passes passes, $((cuts + kills)) faults survived ($cuts lines cut, $kills kills)"
