/* The metamorphic test: a file written in another way says the same, so the same findings must
 * come, at the same places with the same values, and the same verdicts.
 *
 *     observe.c  a file parsed; everything that was told of it as one text
 *     rewrite.c  the same segments with other separators, line breaks, envelopes around them
 *     cuts.c     where a file is cut in two
 *     main.c     each file, each way */
#ifndef SJ_TESTS_METAMORPHIC_H
#define SJ_TESTS_METAMORPHIC_H

#include <scrubjay/parse.h>

enum { OBSERVED = 1 << 18 };

/* What was told, one line each. */
typedef struct observation {
    char text[OBSERVED];
    size_t len;
    bool with_offsets;
    sj_delimiters delims; /* of the open interchange: values are told with * : ^ */
    const sj_catalog *catalog;
    const char *skip; /* an interchange with this control number is not told */
    bool is_skipped;
    unsigned findings;
} observation;

/* Parse `bytes` in pieces of `piece` bytes (0: whole), after a first one of `first` (0: none). */
void observe(observation *o, sj_guides *guides, sj_str bytes, size_t first, size_t piece);

/* A buffer that grows. */
typedef struct text {
    char *bytes;
    size_t len, room;
} text;
void text_add(text *t, const void *bytes, size_t len);
void text_free(text *t);

typedef struct rewriting {
    const char *name;
    bool new_delimiters;
    const char *between;  /* what stands between segments; NULL: as it was */
    char terminator;      /* of segments; 0: as it was */
    const char *in_front; /* of the file */
    unsigned wrap;        /* columns after which a line break is put into the data; 0: none */
    bool in_company;      /* with an interchange of somebody else before it */
} rewriting;

/* `from` written anew; false where that cannot be done for this file without changing what it says.
 */
bool rewrite(text *out, sj_str from, const rewriting *how);

/* Where files are cut: each kind of place `per_place` times over all files (kinds told apart by
 * ST01 too, if wanted). */
typedef struct cuts cuts;
typedef struct cut_totals {
    unsigned places;     /* kinds met: segment, element, where at it */
    unsigned remainders; /* of positions by 64 */
    size_t cuts;
} cut_totals;
cuts *cuts_new(unsigned per_place, bool by_transaction);
void cuts_free(cuts *c);
cut_totals cuts_totals(const cuts *c);

/* Mark the bytes of a file in front of which it is cut; besides the kinds of places so many at a
 * stride (0: none). `marks` has room for file.len. */
size_t cuts_choose(cuts *c, uint8_t *marks, sj_str file, unsigned strides);

#endif
