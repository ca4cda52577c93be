# The same file written in other ways says the same (see metamorphic.h): our own, and the public samples that must be
# accepted or rejected, where these are. Each is read in two pieces cut at 40 places; SJ_METAMORPHIC_ALL=1: at every byte.
set -u
shared=${SJ_SHARED:-$SOURCE/../shared}
files=("$SOURCE"/testdata/{sample,check}/*.837 "$SOURCE"/testdata/{check,remits}/*.835 "$SOURCE"/testdata/transactions/*.x12)
for file in "$shared"/corpus/*/{accept,reject}/*; do
    [ -f "$file" ] && files+=("$file")
done
cuts=40
[ -n "${SJ_METAMORPHIC_ALL:-}" ] && cuts=0
exec "$BUILD/tests/metamorphic_program" -n "$cuts" "${files[@]}"
