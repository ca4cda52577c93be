# Right files, broken in one place at a time (see mutation.h): our own, and each 837P and 835 of the public
# samples that must be accepted, where these are.
set -u
shared=${SJ_SHARED:-$SOURCE/../shared}
files=("$SOURCE"/testdata/sample/*.837 "$SOURCE"/testdata/check/mixed.837)
for type in 837P 835; do
    for file in "$shared/corpus/$type/accept"/*; do
        [ -f "$file" ] && files+=("$file")
    done
done
exec "$BUILD/tests/mutation_program" "${files[@]}"
