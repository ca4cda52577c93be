# Right files, broken in one place at a time (see mutation.h): our own for every guide, and those of the public
# samples that must be accepted, where these are. Of the ways to break a file 250 are tried, evenly taken, in all some
# 30,000; SJ_MUTATION_ALL=1 tries all.
set -u
shared=${SJ_SHARED:-$SOURCE/../shared}
files=("$SOURCE"/testdata/sample/*.837 "$SOURCE"/testdata/check/mixed.837 "$SOURCE"/testdata/transactions/*.x12)
for type in 837P 837I 837D 835 999 997 277CA 276 277 270 271 TA1; do
    for file in "$shared/corpus/$type/accept"/*; do
        [ -f "$file" ] && files+=("$file")
    done
done
limit=(-n 250)
[ -n "${SJ_MUTATION_ALL:-}" ] && limit=()
exec "$BUILD/tests/mutation_program" "${limit[@]}" "${files[@]}"
