# The public samples come out as their labels say (see corpus.c).
shared=${SJ_SHARED:-$SOURCE/../shared}
[ -f "$shared/corpus/MANIFEST.tsv" ] || exit 77
"$BUILD/tests/corpus_program" "$shared/corpus" "$SOURCE/tests/corpus/disputed.tsv" "$SOURCE/tests/corpus/places.tsv"
