# The same file written in other ways says the same (see metamorphic.h): our own, and the public samples that must be
# accepted or rejected, where these are. Each is read in two pieces, cut at 12 places of it
# and over all files once at each kind of place; SJ_METAMORPHIC_ALL=1: at 256, and 12 times at each kind in each kind of
# set.
set -u
shared=${SJ_SHARED:-$SOURCE/../shared}
files=("$SOURCE"/testdata/{sample,check}/*.837 "$SOURCE"/testdata/{check,remits}/*.835 "$SOURCE"/testdata/transactions/*.x12)
for file in "$shared"/corpus/*/{accept,reject}/*; do
    [ -f "$file" ] && files+=("$file")
done
cuts=(-n 12 -k 1)
[ -n "${SJ_METAMORPHIC_ALL:-}" ] && cuts=(-n 256 -k 12 -t)
exec "$BUILD/tests/metamorphic_program" "${cuts[@]}" "${files[@]}"
