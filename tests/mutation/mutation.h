/* The mutation test: a right file is broken in one place at a time, in every way that fits there,
 * and each time the finding must come at that place with its code.
 *
 *     sample.c    a file as segments, each with its row of the guide; mutants written out
 *     judge.c     one mutant walked and held against what it must show; the counts
 *     segments.c  segments gone, doubled, swapped, out of place
 *     elements.c  elements empty, wrong, too long …
 *     outside.c   codes of outside lists
 *     envelope.c  counts and control numbers, TA1; balances */
#ifndef SJ_TESTS_MUTATION_H
#define SJ_TESTS_MUTATION_H

#include <scrubjay/externals.h>
#include <scrubjay/parse.h>

enum { SAMPLE_SEGMENTS = 4096, SAMPLE_LOOPS = 4096, MUTANT_SIZE = 1 << 20 };

/* A segment of the sample. */
typedef struct piece {
    const char *text; /* without terminator */
    size_t len;
    uint32_t tag;
    uint16_t row;  /* of the guide's segments; SJ_NO_ROW outside the body */
    uint32_t loop; /* instance in sample.loops */
    uint32_t last; /* the set's SE (piece), for its count */
} piece;

/* A loop instance. */
typedef struct loop_use {
    uint16_t row;    /* of the guide's loops; SJ_NO_ROW for the set itself */
    uint32_t parent; /* instance */
    uint32_t pieces; /* in it and in the loops inside */
} loop_use;

typedef struct sample {
    const char *name;
    char *bytes; /* owns the pieces' text */
    piece pieces[SAMPLE_SEGMENTS];
    uint32_t n;
    loop_use loops[SAMPLE_LOOPS];
    uint32_t n_loops;
    const sj_guide *guide;
    sj_delimiters delims;
    bool has_ta1;
    unsigned findings; /* that the sample has by itself: warnings */
    unsigned outside;  /* those with outside lists looked up */
    unsigned errors;   /* those among them that are none: then it is no right file */
    unsigned balance_errors;
} sample;

/* What a mutant must show. */
typedef struct expectation {
    const char *operator;
    const char *loop; /* NULL: any */
    char tag[4];
    unsigned element;   /* 0: the segment */
    unsigned component; /* 0: any */
    const char
        *codes; /* blank-separated: one of IK304, IK403, IK502, AK905, TA105, or a SNIP type "T3" */
    uint64_t offset;   /* of the element in the mutant; 0: any */
    bool may_be_right; /* without any finding it is a right file again, and does not count */
    bool is_shared; /* several equations must show it: not counted among those with one finding */
} expectation;

typedef struct tester {
    sj_guides *guides;
    sj_catalog *catalog;
    sj_tables *tables;
    sj_externals *externals;
    sample *s;
    char *mutant;
    unsigned made, found, alone, single; /* single: those that should have just one finding */
    unsigned misses_shown, of_sample, passed_over;
    bool is_verbose;
    /* Of the ways to break a sample `at_most` are tried, taken evenly (0: all): they are counted
     * first, without trying them. */
    unsigned at_most, ways, way, stride;
    bool is_counting;
} tester;

/* Is this way to break the sample one that is tried? Asked once for each, before its mutant is
 * made. */
bool is_chosen(tester *t);

/* sample.c */
bool sample_read(tester *t, const char *path);
void sample_free(sample *s);
sj_str sample_tag(const piece *p);
/* Element `i` of a piece as it stands. */
sj_str piece_element(const sample *s, const piece *p, unsigned i);
unsigned piece_elements(const sample *s, const piece *p);
/* The text of a piece with element `i` (component `c` of it, 0: the whole) replaced; trailing empty
 * elements and components are left out. *at: where the new value begins in `out`. */
size_t piece_with(const sample *s, const piece *p, unsigned i, unsigned c, sj_str value, char *out,
                  size_t cap, size_t *at);
/* The sample with piece `i` replaced by `with` (segments joined by the terminator; empty: gone),
 * SE01 put right; *offset: of `with` in it. */
size_t sample_write(const sample *s, uint32_t i, sj_str with, char *out, uint64_t *offset);
const sj_guide_segment *row_of(const sample *s, const piece *p);
const char *loop_of(const sample *s, const piece *p);

/* judge.c */
void judge(tester *t, size_t len, const expectation *e);
/* The same for a balance: read by the model too. */
void judge_balance(tester *t, size_t len, const expectation *e);
/* The same with outside lists looked up. */
void judge_outside(tester *t, size_t len, const expectation *e);
/* What the unbroken sample has by itself. */
void count_own(tester *t, size_t len);

/* operators */
void break_segments(tester *t);
void break_elements(tester *t);
void break_outside(tester *t);
void break_envelope(tester *t);
void break_balances(tester *t);

#endif
