/* engine/followup/revision.h - a stored claim as segments that can be changed: each knows its place
 * in the guide, so that values can be set, segments and loops be put where they belong.
 *
 * Everything lives in the draft's arena; nothing of the store's text is kept. What is written is
 * judged by the check like any other claim: the draft itself only keeps the form. */
#ifndef SJ_FOLLOWUP_REVISION_H
#define SJ_FOLLOWUP_REVISION_H

#include "engine/store/submissions.h"

#include <scrubjay/arena.h>
#include <scrubjay/guide.h>

typedef struct sj_revision_segment {
    sj_str text;    /* without terminator */
    uint16_t row;   /* of the guide's segments; SJ_NO_ROW: it has no place */
    uint16_t loop;  /* of the guide's loops, likewise */
    uint32_t line;  /* the service line that it stands in, counted from 1; 0: none */
    uint32_t other; /* the other payer (2320), likewise */
} sj_revision_segment;

typedef struct sj_revision {
    sj_guides *guides;
    const sj_guide *guide;
    sj_delimiters delims;
    sj_revision_segment *v;
    uint32_t n, cap;
    sj_status status; /* the first thing that went wrong: SJ_ENOMEM, SJ_EARG for a value with a
                         delimiter */
    sj_arena arena;
} sj_revision;

/* Dispose in any case. `type` is the guide's id. */
sj_status sj_revision_read(sj_revision *d, sj_guides *guides, sj_str type, const sj_claim_raw *raw,
                           sj_err *err) SJ_MUST_USE;
void sj_revision_dispose(sj_revision *d);

/* A value: element and component from 1 (component 0: all of the element); empty when it is not
 * there. */
sj_str sj_revision_value(const sj_revision *d, uint32_t i, unsigned element, unsigned component);
void sj_revision_set(sj_revision *d, uint32_t i, unsigned element, unsigned component,
                     sj_str value);

bool sj_revision_is(const sj_revision *d, uint32_t i, const char *loop, const char *tag);

/* The first segment at or behind `from` of this loop (NULL: any) and tag, whose key codes have
 * `key` (NULL: any) and which stands in that line and other payer; d->n when there is none. */
typedef struct sj_revision_place {
    const char *loop, *tag, *key;
    uint32_t line, other;
} sj_revision_place;
uint32_t sj_revision_find(const sj_revision *d, const sj_revision_place *place, uint32_t from);

/* Put segments ("REF*F8*…~…", in the draft's own delimiters; the last may lack its terminator) in
 * front of `at`, or take `n` out; all places are found anew. */
void sj_revision_insert(sj_revision *d, uint32_t at, sj_str text);
void sj_revision_remove(sj_revision *d, uint32_t at, uint32_t n);

/* Where a segment of this row belongs in the loop that begins at `first`. */
uint32_t sj_revision_room(const sj_revision *d, uint32_t first, uint16_t row);

/* Where a loop "2310B", "2320" … belongs below the loop that begins at `first`; *loop is its row.
 * d->n and SJ_NO_ROW when there is no such loop below it. */
uint32_t sj_revision_loop_room(const sj_revision *d, uint32_t first, const char *id,
                               uint16_t *loop);

/* Behind the last segment of the loop that begins at `first`, with the loops inside it. */
uint32_t sj_revision_end(const sj_revision *d, uint32_t first);

/* Text of new segments: '*' ':' '~' stand for the draft's delimiters, each '@' for a value (an
 * sj_str, in the order of the arguments) that may hold none of these (else the draft's status is
 * SJ_EARG), '&' for one whose ':' part its components. What is empty at an end is left out. */
sj_str sj_revision_text(sj_revision *d, const char *fmt, ...);

/* All lines' LX01 counted from 1. */
void sj_revision_number_lines(sj_revision *d);

/* Lines, and their charges' sum (SV102, SV203, SV302). */
uint32_t sj_revision_lines(const sj_revision *d);
sj_money sj_revision_charges(const sj_revision *d);

#endif
